namespace ContinuousDeploy.Core.Manifests.Yaml;

/// <summary>How much of YAML a file may use.</summary>
public enum YamlDialect
{
    /// <summary>
    /// Our own files: what a reviewer sees is what is read. No anchors, aliases, tags, merge keys, duplicate keys,
    /// second document, or characters that cannot be seen.
    /// </summary>
    Strict,

    /// <summary>
    /// Files of other tools that hold a pin: all of YAML is read past, within the limits of depth and size.
    /// </summary>
    Foreign,
}
