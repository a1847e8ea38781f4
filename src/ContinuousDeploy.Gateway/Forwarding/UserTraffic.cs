using ContinuousDeploy.Gateway.Routing;
using Yarp.ReverseProxy.Forwarder;

namespace ContinuousDeploy.Gateway.Forwarding;

/// <summary>Takes one request of a user to the live instance of the stage it belongs to.</summary>
public sealed class UserTraffic(
    RouteBook routes, IHttpForwarder forwarder, HttpMessageInvoker upstream, FailureLog failures)
{
    private readonly ForwardedHeaders headers = new();

    public async Task ForwardAsync(HttpContext context)
    {
        if (routes.Enter(context.Request.Headers.Host.ToString()) is not { } destination)
        {
            await Answers.UnknownHostAsync(context);
            return;
        }

        try
        {
            var error = await forwarder.SendAsync(context, destination.Prefix, upstream, Upstream.Requests, headers);
            if (error != ForwarderError.None)
            {
                await FailAsync(context, destination, error);
            }
        }
        finally
        {
            destination.Traffic.Leave();
        }
    }

    private Task FailAsync(HttpContext context, Destination destination, ForwarderError error)
    {
        if (context.RequestAborted.IsCancellationRequested)
        {
            return Task.CompletedTask;
        }

        failures.Report(destination, error, context.GetForwarderErrorFeature()?.Exception);
        return context.Response.HasStarted ? Task.CompletedTask : Answers.FailureAsync(context, error);
    }
}
