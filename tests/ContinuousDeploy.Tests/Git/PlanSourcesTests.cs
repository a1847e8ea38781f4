using ContinuousDeploy.Core;
using ContinuousDeploy.Core.Manifests;
using ContinuousDeploy.Core.Planning;
using ContinuousDeploy.Git;
using ContinuousDeploy.Tests.Cli;

namespace ContinuousDeploy.Tests.Git;

public sealed class PlanSourcesTests : IDisposable
{
    private const string StagingPin = "environments/staging/storefront.yaml";
    private const string Shop = "artifact: shop/{version}.tar.gz\nrun: { command: [\"./shop\"], ready: / }\n";
    private const string Elsewhere = "version: 1.0.0\nurl: http://elsewhere.example\n";

    /// <summary>Edits that are tried one by one and in every pair.</summary>
    private static readonly (string Path, string Text)[] Edits =
    [
        ("environments/staging/storefront.yaml", "version: 1.5.0\n"),
        ("environments/staging/storefront.yaml", ""),
        ("environments/staging/storefront.yaml", "version: [\n"),
        ("environments/production/storefront.yaml", "version: 1.2.0\nurl: http://other.example\n"),
        ("environments/production/environment.yaml", "target: { process: local }\nurl: http://shop.example\n"),
        ("environments/production/environment.yaml",
            "after: [nowhere]\ntarget: { process: local }\nurl: http://x.example\n"),
        ("environments/production/environment.yaml", ""),
        ("environments/staging/environment.yaml",
            "after: [production]\ntarget: { process: local }\nurl: http://staging.example\n"),
        ("environments/staging/environment.yaml", "target: { process: local }\nurl: http://shop.example\n"),
        ("environments/applications/storefront.yaml", ""),
        ("environments/applications/storefront.yaml", "artifact: storefront/{version}.tar.gz\n"),
        ("environments/applications/shop.yaml", Shop),
        ("environments/staging/shop.yaml", "version: 1.0.0\n"),
        ("environments/staging/shop.yaml", Elsewhere),
        ("environments/test/environment.yaml", "after: [staging]\ntarget: { process: local }\n"),
        ("environments/test/storefront.yaml", Elsewhere),
        ("environments/staging/flags.yaml", "{}\n"),
        ("environments/staging/other.yml", "version: 1.0.0\n"),
        ("environments/staging/README.md", "words\n"),
        ("README.md", "other words\n"),
    ];

    private readonly TemporaryFolder folder = new();
    private readonly TestRepository repository;

    public PlanSourcesTests() => repository = new TestRepository(folder["repository"]);

    public void Dispose()
    {
        repository.Dispose();
        folder.Dispose();
    }

    [Fact]
    public void Reading_only_what_matters_gives_the_same_plan_as_reading_everything()
    {
        var before = repository.Commit(EnvironmentsSample.Files);
        foreach (var first in Edits)
        {
            foreach (var second in Edits.Where(edit => edit.Path != first.Path || edit == first))
            {
                (string, string)[] edits = first == second ? [first] : [first, second];
                var after = repository.Commit(EnvironmentsSample.With(edits));

                Assert.Equal(Show(PlanWhole(before, after)), Show(Plan(before, after).Plan));
            }
        }
    }

    [Fact]
    public void One_changed_pin_costs_its_two_states_and_its_two_policy_files()
    {
        var before = repository.Commit(EnvironmentsSample.Files);
        var after = repository.Commit(EnvironmentsSample.With((StagingPin, "version: 1.5.0\n")));

        var (plan, budget) = Plan(before, after);

        Assert.Equal(ChangeKind.Upgraded, Assert.Single(plan.Changes).Kind);
        Assert.Equal(4, budget.FilesRead);
    }

    [Fact]
    public void Nothing_changed_reads_nothing()
    {
        var before = repository.Commit(EnvironmentsSample.Files);
        var after = repository.Commit(EnvironmentsSample.Files, before);

        Assert.Equal(0, Plan(before, after).Budget.FilesRead);
    }

    [Theory]
    [InlineData("100755")]
    [InlineData("120000")]
    public void A_pin_that_is_no_ordinary_file_is_a_problem_and_no_change(string mode)
    {
        var before = repository.Commit(EnvironmentsSample.Files);
        var plan = Plan(before, WithMode("environments/staging/storefront.yaml", mode)).Plan;

        Assert.Empty(plan.Changes);
        Assert.Equal("not-an-ordinary-file", Assert.Single(plan.Problems).Rule);
    }

    [Fact]
    public void A_name_that_misleads_below_the_root_is_a_problem_and_elsewhere_it_is_none()
    {
        var before = repository.Commit(EnvironmentsSample.Files);
        var below = repository.Commit(EnvironmentsSample.With(("environments/staging/a\u202eb.yaml", "a: b\n")));
        var elsewhere = repository.Commit(EnvironmentsSample.With(("docs/a\u202eb.yaml", "a: b\n")));

        Assert.Contains(Plan(before, below).Plan.Problems, problem => problem.Rule == "unreadable-path");
        Assert.Empty(Plan(before, elsewhere).Plan.Problems);
    }

    [Fact]
    public void More_than_may_be_read_is_a_problem_and_no_change()
    {
        var before = repository.Commit(EnvironmentsSample.Files);
        var after = repository.Commit(EnvironmentsSample.With((StagingPin, "version: 1.5.0\n")));

        var (plan, _) = Plan(before, after, new ReadBudget(maximumBytes: 40));

        Assert.Empty(plan.Changes);
        Assert.Contains(plan.Problems, problem => problem.Rule == "too-much-to-read");
    }

    [Fact]
    public void With_an_environments_folder_other_tools_files_are_not_guessed_at()
    {
        var before = repository.Commit(EnvironmentsSample.With(("chart/values.yaml", "image: { tag: 1.0.0 }\n")));
        var after = repository.Commit(EnvironmentsSample.With(("chart/values.yaml", "image: { tag: 2.0.0 }\n")));

        Assert.Empty(Plan(before, after).Plan.Changes);
    }

    [Fact]
    public void Without_one_a_link_that_might_have_held_a_pin_is_passed_over()
    {
        var before = repository.CommitTree(
            repository.Tree([("values.yaml", "120000", repository.Blob("other.yaml"))]));
        var after = repository.CommitTree(
            repository.Tree([("values.yaml", "120000", repository.Blob("another.yaml"))]));

        Assert.Equal("", Show(Plan(before, after).Plan));
    }

    [Fact]
    public void A_mapped_file_that_cannot_be_read_is_a_problem()
    {
        const string Map = "pins:\n  - { files: \"{application}.yaml\", path: tag }\n";
        var text = repository.Blob("tag: 1.0.0\n");
        var before = repository.CommitTree(repository.Tree(
            [("continuous-deploy.yaml", "100644", repository.Blob(Map)), ("shop.yaml", "100644", text)]));
        var after = repository.CommitTree(repository.Tree(
            [("continuous-deploy.yaml", "100644", repository.Blob(Map)), ("shop.yaml", "120000", text)]));

        Assert.Equal("shop.yaml: not-an-ordinary-file\n", Show(Plan(before, after).Plan));
    }

    private CommitSha WithMode(string path, string mode) => repository.CommitTree(repository.Tree(
        EnvironmentsSample.Files.Select(file =>
            (file.Path, file.Path == path ? mode : "100644", repository.Blob(file.Text + "#\n")))));

    private (Plan Plan, ReadBudget Budget) Plan(CommitSha before, CommitSha after, ReadBudget? budget = null)
    {
        budget ??= new ReadBudget();
        using var reader = GitReader.Open(repository.Path);
        var trees = PlanSources.Read(reader, reader.TreeOf(before), reader.TreeOf(after), null, budget);
        return (Planner.Plan(before, trees.Base, after, trees.Head), budget);
    }

    private Plan PlanWhole(CommitSha before, CommitSha after)
    {
        using var reader = GitReader.Open(repository.Path);
        SourceTree Whole(CommitSha commit) => EnvironmentsTree.Read(
            reader, reader.TreeOf(commit), RepositoryFile.DefaultRoot, new ReadBudget());
        return Planner.Plan(before, Whole(before), after, Whole(after));
    }

    private static string Show(Plan plan) => string.Concat(
        plan.Changes
            .Select(change => $"{change.Environment}/{change.Application} {change.Kind} "
                + $"{change.From} {change.To} {change.At}\n")
            .Concat(plan.Problems.Select(problem => $"{problem.At}: {problem.Rule}\n")));
}
