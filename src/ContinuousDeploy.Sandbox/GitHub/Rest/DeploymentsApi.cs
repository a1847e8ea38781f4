using System.Text.Json.Nodes;
using ContinuousDeploy.Sandbox.GitHub.Access;
using ContinuousDeploy.Sandbox.GitHub.Operations;
using ContinuousDeploy.Sandbox.GitHub.State;

namespace ContinuousDeploy.Sandbox.GitHub.Rest;

/// <summary>Deployments and their statuses.</summary>
public sealed class DeploymentsApi(Site site, Deployments deployments)
{
    public void Map(ApiEndpoints endpoints)
    {
        Need read = Need.Read("deployments");
        Need write = Need.Write("deployments");
        const string one = "/deployments/{id}";
        endpoints.MapRepository("GET", "/deployments", read, List);
        endpoints.MapRepository("POST", "/deployments", write, CreateAsync);
        endpoints.MapRepository("GET", one, read, One((_, found) => Answer.Ok(site.Json.Deployment(found))));
        endpoints.MapRepository("GET", $"{one}/statuses", read, One((call, found) =>
            call.Page(deployments.StatusesOf(found), site.Json.DeploymentStatus)));
        endpoints.MapRepository("POST", $"{one}/statuses", write, One(SetStatus));
    }

    private Func<Call, Answer> One(Func<Call, Deployment, Answer> handle) => call =>
        site.World.Deployments.Find(call.RouteId("id")) is { } found && found.Repository == call.Repository.Id
            ? handle(call, found)
            : Refusal.NotFound;

    private Answer List(Call call) => call.Page(
        site.World.Deployments.All
            .Where(one => one.Repository == call.Repository.Id)
            .Where(one => call.Query("sha") is not { } sha || one.Sha == sha)
            .Where(one => call.Query("ref") is not { } reference || one.Ref == reference)
            .Where(one => call.Query("task") is not { } task || one.Task == task)
            .Where(one => call.Query("environment") is not { } environment || one.Environment == environment)
            .Reverse(),
        site.Json.Deployment);

    private async Task<Answer> CreateAsync(Call call)
    {
        Outcome<DeploymentBody> body = call.Body(RequestJson.Default.DeploymentBody);
        if (body.Why is { } wrong)
        {
            return wrong;
        }

        DeploymentBody asked = body.Value;
        NewDeployment deployment = new(
            asked.Ref,
            asked.Task ?? "deploy",
            asked.AutoMerge ?? true,
            asked.RequiredContexts,
            asked.Payload?.GetRawText() ?? "{}",
            asked.Environment ?? "production",
            asked.Description ?? "",
            asked.TransientEnvironment ?? false,
            asked.ProductionEnvironment);
        Outcome<DeploymentCreation> made = await deployments.CreateAsync(
            call.Repository, call.Actor, deployment, CancellationToken.None);
        if (made.Why is { } why)
        {
            return why;
        }

        return made.Value.Deployment is { } created
            ? Answer.Created(site.Json.Deployment(created))
            : new Answer(202, new JsonObject { ["message"] = made.Value.Message });
    }

    private Answer SetStatus(Call call, Deployment deployment)
    {
        Outcome<DeploymentStatusBody> body = call.Body(RequestJson.Default.DeploymentStatusBody);
        if (body.Why is { } wrong)
        {
            return wrong;
        }

        DeploymentStatusBody asked = body.Value;
        Outcome<DeploymentStatus> made = deployments.SetStatus(deployment, call.Actor, new(
            asked.State,
            asked.Description ?? "",
            asked.Environment,
            asked.LogUrl ?? asked.TargetUrl ?? "",
            asked.EnvironmentUrl ?? "",
            asked.AutoInactive ?? true));
        return made.Why is { } why ? why : Answer.Created(site.Json.DeploymentStatus(made.Value));
    }
}
