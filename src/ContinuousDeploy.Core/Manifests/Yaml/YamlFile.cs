using System.Collections.Immutable;

namespace ContinuousDeploy.Core.Manifests.Yaml;

/// <summary>What is in a YAML file, as far as it could be read, and what is wrong with it.</summary>
/// <param name="Documents">The documents that were read whole. A strict file has one, or none where it is
/// empty.</param>
public sealed record YamlFile(ImmutableArray<YamlNode> Documents, ImmutableArray<Problem> Problems);
