using ContinuousDeploy.Tests.Git;

namespace ContinuousDeploy.Tests.Cli;

public sealed class ValidateCommandTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public ValidateCommandTests()
    {
        foreach (var (path, text) in EnvironmentsSample.Files)
        {
            Write(path, text);
        }
    }

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_sound_folder_is_said_to_be_so() =>
        Assert.Equal(
            new Cdeploy.Run(0, "2 stages in 2 environments: no problems\n", ""),
            await Cdeploy.RunInAsync(folder.Path, null, "validate"));

    [Fact]
    public async Task Problems_are_printed_as_compilers_do()
    {
        Write("environments/staging/storefront.yaml", "version: 1.5.0\nverison: 1.5.0\n");
        Write("environments/production/environment.yaml", "after: [stagging]\ntarget: { process: local }\n");

        Snapshot.Match((await Cdeploy.RunInAsync(folder.Path, null, "validate", ".")).ToString(), "validate-problems");
    }

    [Fact]
    public async Task Files_are_named_from_where_the_user_stands()
    {
        Write("environments/staging/storefront.yaml", "version: 1.5.0\nverison: 1.5.0\n");

        var run = await Cdeploy.RunInAsync(Path.GetTempPath(), null, "validate", folder.Path);

        Assert.StartsWith(
            $"{folder["environments/staging/storefront.yaml"]}:2:1: unknown-key: ",
            run.Output,
            StringComparison.Ordinal);
        Assert.Equal(1, run.Code);
    }

    [Fact]
    public async Task A_link_is_never_followed()
    {
        Write("secret.yaml", "version: 9.9.9\n");
        File.Delete(folder["environments/staging/storefront.yaml"]);
        File.CreateSymbolicLink(folder["environments/staging/storefront.yaml"], folder["secret.yaml"]);
        Directory.CreateSymbolicLink(folder["environments/other"], folder.Path);

        Snapshot.Match((await Cdeploy.RunInAsync(folder.Path, null, "validate")).ToString(), "validate-links");
    }

    [Fact]
    public async Task An_executable_file_is_refused_as_in_a_commit()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Windows has no executable bit.");
            return;
        }

        File.SetUnixFileMode(
            folder["environments/staging/storefront.yaml"], UnixFileMode.UserRead | UnixFileMode.UserExecute);

        var run = await Cdeploy.RunInAsync(folder.Path, null, "validate");

        Assert.StartsWith(
            "environments/staging/storefront.yaml: not-an-ordinary-file: This is an executable file",
            run.Output,
            StringComparison.Ordinal);
        Assert.Equal(1, run.Code);
    }

    [Fact]
    public async Task A_bare_repository_is_checked_at_its_head()
    {
        using var repository = new TestRepository(folder["bare"]);
        repository.Point("HEAD", repository.Commit(EnvironmentsSample.Files));

        Assert.Equal(
            new Cdeploy.Run(0, "2 stages in 2 environments: no problems\n", ""),
            await Cdeploy.RunAsync("validate", repository.Path));
    }

    [Fact]
    public async Task The_repositorys_own_file_is_checked_and_names_the_root()
    {
        Directory.CreateDirectory(folder["deploy"]);
        Directory.Move(folder["environments"], folder["deploy/shop"]);
        Write("continuous-deploy.yaml", "root: deploy/shop\npins:\n  - { files: \"a/{b}.yaml\", path: tag }\n");

        Snapshot.Match((await Cdeploy.RunInAsync(folder.Path, null, "validate")).ToString(), "validate-root");
    }

    [Fact]
    public async Task A_folder_without_environments_is_said()
    {
        Directory.CreateDirectory(folder["empty"]);

        Assert.Equal(
            new Cdeploy.Run(
                3, "", $"There is no folder 'environments' and no continuous-deploy.yaml in '{folder["empty"]}'. "
                    + "Name the folder that holds one of them.\n"),
            await Cdeploy.RunAsync("validate", folder["empty"]));
    }

    private void Write(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(folder[path])!);
        File.WriteAllText(folder[path], text);
    }
}
