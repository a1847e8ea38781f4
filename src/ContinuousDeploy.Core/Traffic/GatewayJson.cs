using System.Text.Json.Serialization;

namespace ContinuousDeploy.Core.Traffic;

/// <summary>
/// The JSON between bot and gateway, and of the gateway's file. A missing, null or unknown member is an error: a route
/// that was half read would send users to the wrong place.
/// </summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(RouteMove))]
[JsonSerializable(typeof(StageRoute))]
[JsonSerializable(typeof(RouteList))]
[JsonSerializable(typeof(GatewayHealth))]
[JsonSerializable(typeof(InFlightCount))]
[JsonSerializable(typeof(GatewayRefusal))]
public sealed partial class GatewayJson : JsonSerializerContext;
