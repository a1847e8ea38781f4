using System.Globalization;
using System.Text;

namespace ContinuousDeploy.Targets.Process;

/// <summary>The highest fence seen for a stage, on disk. Read and raised only under the stage's lock.</summary>
internal static class StageFence
{
    /// <returns>Whether the fence is none below the highest seen; then it is the highest from now on.</returns>
    public static async Task<bool> TryRaiseAsync(string stageFolder, long fence, CancellationToken cancellationToken)
    {
        var path = Path.Combine(stageFolder, "fence");
        var content = await DurableFile.ReadAsync(path, cancellationToken);
        long? highest = content is null
            ? null
            : long.Parse(Encoding.ASCII.GetString(content), NumberStyles.None, CultureInfo.InvariantCulture);
        if (fence < highest)
        {
            return false;
        }

        if (fence != highest)
        {
            await DurableFile.WriteAsync(
                path, Encoding.ASCII.GetBytes(fence.ToString(CultureInfo.InvariantCulture)), cancellationToken);
        }

        return true;
    }
}
