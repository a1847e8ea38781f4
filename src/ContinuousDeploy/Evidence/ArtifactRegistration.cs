using Microsoft.Extensions.Options;

namespace ContinuousDeploy.Evidence;

public static class ArtifactRegistration
{
    /// <summary>Adds the artifact store that the configuration's <c>Artifacts</c> section names, checked at start.</summary>
    public static IServiceCollection AddArtifacts(this IServiceCollection services)
    {
        services.AddOptionsWithValidateOnStart<ArtifactOptions>().BindConfiguration(ArtifactOptions.Section);
        services.AddSingleton<IValidateOptions<ArtifactOptions>, ArtifactOptionsValidator>();
        services.AddSingleton<IArtifactStore>(provider =>
            provider.GetRequiredService<IOptions<ArtifactOptions>>().Value.Provider == ArtifactOptions.AzureBlobProvider
                ? ActivatorUtilities.CreateInstance<AzureBlobArtifactStore>(provider)
                : ActivatorUtilities.CreateInstance<FolderArtifactStore>(provider));
        return services;
    }
}
