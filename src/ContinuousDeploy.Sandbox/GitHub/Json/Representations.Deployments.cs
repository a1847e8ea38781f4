using System.Text.Json.Nodes;
using ContinuousDeploy.Sandbox.GitHub.State;

namespace ContinuousDeploy.Sandbox.GitHub.Json;

public sealed partial class Representations
{
    /// <summary>The schema <c>deployment</c>.</summary>
    public JsonObject Deployment(Deployment deployment)
    {
        string api = links.Api(world.Repositories[deployment.Repository]);
        return new()
        {
            ["url"] = $"{api}/deployments/{deployment.Id}",
            ["id"] = deployment.Id,
            ["node_id"] = NodeId("DE", deployment.Id),
            ["sha"] = deployment.Sha,
            ["ref"] = deployment.Ref,
            ["task"] = deployment.Task,
            ["payload"] = JsonNode.Parse(deployment.Payload),
            ["original_environment"] = deployment.Environment,
            ["environment"] = deployment.Environment,
            ["description"] = deployment.Description,
            ["creator"] = User(deployment.Creator),
            ["created_at"] = Time(deployment.CreatedAt),
            ["updated_at"] = Time(deployment.UpdatedAt),
            ["statuses_url"] = $"{api}/deployments/{deployment.Id}/statuses",
            ["repository_url"] = api,
            ["transient_environment"] = deployment.Transient,
            ["production_environment"] = deployment.Production,
            ["performed_via_github_app"] = App(deployment.App),
        };
    }

    /// <summary>The schema <c>deployment-status</c>.</summary>
    public JsonObject DeploymentStatus(DeploymentStatus status)
    {
        Deployment deployment = world.Deployments[status.Deployment];
        string api = links.Api(world.Repositories[deployment.Repository]);
        return new()
        {
            ["url"] = $"{api}/deployments/{deployment.Id}/statuses/{status.Id}",
            ["id"] = status.Id,
            ["node_id"] = NodeId("DES", status.Id),
            ["state"] = status.State,
            ["creator"] = User(status.Creator),
            ["description"] = status.Description,
            ["environment"] = status.Environment,
            ["target_url"] = status.LogUrl,
            ["created_at"] = Time(status.CreatedAt),
            ["updated_at"] = Time(status.CreatedAt),
            ["deployment_url"] = $"{api}/deployments/{deployment.Id}",
            ["repository_url"] = api,
            ["environment_url"] = status.EnvironmentUrl,
            ["log_url"] = status.LogUrl,
            ["performed_via_github_app"] = App(status.App),
        };
    }
}
