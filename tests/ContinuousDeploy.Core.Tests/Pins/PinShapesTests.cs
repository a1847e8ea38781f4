using ContinuousDeploy.Core.Pins;

namespace ContinuousDeploy.Core.Tests.Pins;

/// <summary>The shapes that are recognised with no map, and what looks like them and is none.</summary>
public sealed class PinShapesTests
{
    private const string Digest = "sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";

    [Theory]
    [InlineData("kustomization.yaml", "images:\n- name: a\n  newTag: v1.2.0\n", "images[0].newTag=v1.2.0@3:11")]
    [InlineData("kustomization.yaml", "images:\n- name: a\n  digest: $\n", "images[0].digest=$@3:11")]
    [InlineData("kustomization.yaml", "images: [{ name: a, newTag: 1, digest: $ }]", "images[0].newTag=1+$@1:29")]
    [InlineData("kustomization.yaml", "resources:\n- https://x.example/a//b?ref=abc1234&x=1\n", "resources[0]=abc1234@2:3")]
    [InlineData("kustomization.yaml", "resources: [https://x.example/chains/v0.9.0/r.yaml]", "resources[0]=v0.9.0@1:13")]
    [InlineData("values.yaml", "image: { repository: a, tag: 1.2 }", "image.tag=1.2@1:30")]
    [InlineData("values.yaml", "image:\n  tag: main@$\n", "image.tag=main+$@2:8")]
    [InlineData("values.yaml", "a: { image: ghcr.io/x/y:server@$ }", "a.image=server+$@1:13")]
    [InlineData("values.yaml", "build_image: jupyter/repo2docker:b20eb6a8", "build_image=b20eb6a8@1:14")]
    [InlineData("release.yaml", "kind: HelmRelease\nspec: { chart: { spec: { version: 69.2.2 } } }", "spec.chart.spec.version=69.2.2@2:35")]
    [InlineData("source.yaml", "spec: { ref: { tag: v0.8.0, branch: main } }", "spec.ref.tag=v0.8.0@1:21")]
    [InlineData("Chart.yaml", "version: 1.0.0\nappVersion: 2.0\ndependencies: [{ name: a, version: 3.1 }]", "appVersion=2.0@2:13", "dependencies[0].version=3.1@3:36")]
    [InlineData("app.yaml", "spec: { source: { targetRevision: release/1.2 } }", "spec.source.targetRevision=release/1.2@1:35")]
    [InlineData("deploy.yaml", "spec:\n  containers:\n  - image: 'a:1'\n", "spec.containers[0].image=1@3:12")]
    [InlineData("compose.yaml", "version: '3.8'\nservices: { web: { image: nginx:1.25 } }", "services.web.image=1.25@2:27")]
    [InlineData("deploy.yaml", "args: [--reloader=quay.io/x/y:v0.60.1]", "args[0]=v0.60.1@1:8")]
    [InlineData("env.yaml", "env: [{ name: APP_VERSION, value: 2.1 }]", "env[0].value=2.1@1:35")]
    [InlineData("patch.yaml", "- { op: replace, path: /spec/image, value: a:1 }", "[0].value=1@1:44")]
    [InlineData("patch.yaml", "- { op: replace, path: /spec/0/value, value: v1.7.0 }", "[0].value=v1.7.0@1:46")]
    [InlineData("patch.yaml", "patches:\n- patch: |-\n    - op: add\n      value: a.io/b:v1\n", "patches[0].patch[0].value=v1@4:10")]
    [InlineData("sub.yaml", "spec: { channel: stable-2.9, startingCSV: op.v1.8.0 }", "spec.channel=stable-2.9@1:18", "spec.startingCSV=op.v1.8.0@1:43")]
    [InlineData("a.json", "{ \"image\": { \"tag\": \"1.2\" } }", "image.tag=1.2@1:21")]
    [InlineData("two.yaml", "a: &x { tag: 1 }\n---\nb: !t { tag: 2 }\n", "a.tag=1@1:14", "b.tag=2@3:14")]
    [InlineData("charts/image-tags/prod/shop", "image_tag: prod-1.2\n", "image_tag=prod-1.2@1:12")]
    [InlineData("versions/shop", "1.4.1\n", "=1.4.1@1:1")]
    [InlineData("staging.env", "# tags\nAPI_DOCKER_TAG: \"f3d0498\"\nUI_TAG=latest # moved\n", "API_DOCKER_TAG=f3d0498@2:18", "UI_TAG=latest@3:8")]
    [InlineData("templates/d.yaml", "{{ if .x }}\n  image: \"{{ .reg }}/a:1.2\"\n  tag: {{ .tag }}\n{{ end }}\n", "image=1.2@2:11")]
    [InlineData("templates/d.yaml", "a:\n  tag: 1\n---\nb: {{ x\nversion: 2.0\n", "a.tag=1@2:8", "version=2.0@5:10")]
    public void A_common_shape_is_recognised(string path, string text, params string[] expected) =>
        Assert.Equal(
            expected.Select(pin => pin.Replace("$", Digest, StringComparison.Ordinal)),
            Scan(path, text.Replace("$", Digest, StringComparison.Ordinal)));

    [Theory]
    [InlineData("a.yaml", "replicas: 8\nmemory: 8Gi\nenabled: true\nconcurrency: 5\nport: \"8080\"")]
    [InlineData("a.yaml", "apiVersion: apps/v1\nkind: Deployment\nschemaVersion: 2\nminTLSVersion: \"1.2\"")]
    [InlineData("a.yaml", "metadata: { labels: { app.kubernetes.io/version: 1.2.3, version: 1.2 } }")]
    [InlineData("a.yaml", "metadata: { annotations: { controller-gen.kubebuilder.io/version: v0.14.0 } }")]
    [InlineData("a.yaml", "kind: CustomResourceDefinition\nspec: { image: a/b:1.2.3, version: 1.2.3 }")]
    [InlineData("a.yaml", "target: { group: apps, version: v1, kind: Deployment }")]
    [InlineData("a.yaml", "image: nginx\ntag: \"{{ .Values.tag }}\"\nversion: \">=1.2.0\"\ntag2: true")]
    [InlineData("a.yaml", "url: redis://host:6379\naddress: localhost:8080\npath: a/b:80")]
    [InlineData("a.yaml", "image: |\n  a:1\nversion:\n  - 1\n")]
    [InlineData("Chart.yaml", "name: a\nversion: 1.0.0\nkubeVersion: 1.28.0")]
    [InlineData(".github/workflows/ci.yaml", "jobs: { a: { container: { image: a/b:1.2.3 } } }")]
    [InlineData("package.json", "{ \"version\": \"1.2.3\" }")]
    [InlineData("Dockerfile", "FROM a:1.2.3")]
    [InlineData("main.go", "version = \"1.2.3\"")]
    [InlineData("setup.env", "export TOOL_VERSION=1.2.3\n#API_TAG=1\nNAME=a b\n=\n:\n")]
    [InlineData("a.yaml", "")]
    [InlineData("a.yaml", "# version: 1.2.3\n")]
    public void What_only_looks_like_a_pin_is_none(string path, string text) => Assert.Empty(Scan(path, text));

    [Theory]
    [InlineData("a:1", "a", "1", null)]
    [InlineData("localhost:5000/a/b:1.2-rc_1", "localhost:5000/a/b", "1.2-rc_1", null)]
    [InlineData("a:1@$", "a", "1", "$")]
    [InlineData("a/b@$", "a/b", null, "$")]
    [InlineData("oci://ghcr.io/a:2", "ghcr.io/a", "2", null)]
    public void An_image_reference_is_taken_apart(string text, string name, string? tag, string? digest)
    {
        var reference = ImageReference.Parse(text.Replace("$", Digest, StringComparison.Ordinal));

        Assert.Equal(new ImageReference(name, tag, digest is null ? null : Digest), reference);
    }

    [Theory]
    [InlineData("a")]
    [InlineData("localhost:5000/a")]
    [InlineData("http://a/b:1")]
    [InlineData("a:")]
    [InlineData(":1")]
    [InlineData("a b:1")]
    [InlineData("a@sha256:12")]
    [InlineData("")]
    public void Other_text_is_no_image_reference(string text) => Assert.Null(ImageReference.Parse(text));

    private static IEnumerable<string> Scan(string path, string text) => PinScanner.Scan(path, text, PinMap.Automatic)
        .Select(pin => $"{pin.Path}={pin.Version.Version}{Shown(pin.Version)}@{pin.At.Line}:{pin.At.Column}");

    private static string Shown(PinnedVersion version) =>
        version.Digest is null || version.Digest == version.Version ? string.Empty : $"+{version.Digest}";
}
