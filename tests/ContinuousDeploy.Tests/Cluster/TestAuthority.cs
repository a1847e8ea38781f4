using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using ContinuousDeploy.Tests.Ledger;

namespace ContinuousDeploy.Tests.Cluster;

/// <summary>An authority of the tests' own, with the certificates it issues, as files.</summary>
internal sealed class TestAuthority : IDisposable
{
    private static readonly DateTimeOffset Begin = TimeProvider.System.GetUtcNow().AddDays(-10);

    private readonly TemporaryFolder folder = new();
    private readonly X509Certificate2 authority;
    private int files;

    public TestAuthority()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=nodes of a test", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        authority = request.CreateSelfSigned(Begin, Begin.AddDays(100));
        File.WriteAllText(AuthorityFile, authority.ExportCertificatePem());
    }

    /// <summary>The authority's certificate.</summary>
    public string AuthorityFile => folder["authority.pem"];

    /// <summary>The certificate of a node, with its key.</summary>
    public X509Certificate2 Issue(int days = 50)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=a node", key, HashAlgorithmName.SHA256);
        using var issued = request.Create(authority, Begin, Begin.AddDays(days), RandomNumberGenerator.GetBytes(8));
        return issued.CopyWithPrivateKey(key);
    }

    /// <summary>As <see cref="Issue"/>, as a PEM file.</summary>
    public string IssueFile(int days = 50, bool withKey = true)
    {
        using var issued = Issue(days);
        using var key = issued.GetECDsaPrivateKey()!;
        return Write("node.pem", issued.ExportCertificatePem() + "\n" + (withKey ? key.ExportPkcs8PrivateKeyPem() : ""));
    }

    /// <summary>As <see cref="Issue"/>, as a PFX file with a password.</summary>
    public string IssuePfx(string password)
    {
        using var issued = Issue();
        var file = NewFile("node.pfx");
        File.WriteAllBytes(file, issued.Export(X509ContentType.Pfx, password));
        return file;
    }

    public string Write(string name, string text)
    {
        var file = NewFile(name);
        File.WriteAllText(file, text);
        return file;
    }

    private string NewFile(string name) => folder[string.Create(CultureInfo.InvariantCulture, $"{++files}-{name}")];

    public void Dispose()
    {
        authority.Dispose();
        folder.Dispose();
    }
}
