using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace ContinuousDeploy.Hosting;

/// <summary>
/// What a node shows the other nodes of its cluster, and what it asks of them: a certificate that chains to the cluster's
/// own authority. Authorities of the machine do not count, and names do not: who has such a certificate is a node.
/// </summary>
internal sealed class SiloCertificates : IDisposable
{
    private readonly X509Certificate2 own;
    private readonly X509Certificate2Collection others;
    private readonly X509Certificate2Collection authorities;

    private SiloCertificates(X509Certificate2 own, X509Certificate2Collection others, X509Certificate2Collection authorities)
    {
        this.own = own;
        this.others = others;
        this.authorities = authorities;
        Context = SslStreamCertificateContext.Create(own, others, offline: true);
    }

    /// <summary>This node's certificate with those between it and the authority.</summary>
    public SslStreamCertificateContext Context { get; }

    /// <summary>Reads what is configured, or says in a sentence what is wrong with it.</summary>
    public static (SiloCertificates? Certificates, string? Problem) Read(ClusterOptions options, DateTimeOffset now)
    {
        var (authorities, noAuthority) = Authorities(options.CertificateAuthority);
        var (own, others, noOwn) = Own(options.Certificate, options.CertificatePassword);
        if (own is null || authorities is null)
        {
            own?.Dispose();
            return (null, noOwn ?? noAuthority);
        }

        var certificates = new SiloCertificates(own, others, authorities);
        if (certificates.Problem(options, now) is not { } problem)
        {
            return (certificates, null);
        }

        certificates.Dispose();
        return (null, problem);
    }

    /// <summary>
    /// How the other side's certificate is judged. Nobody is asked whether it was revoked: a cluster's own authority has no
    /// such service, and a node must not depend on one. To shut a node out, replace the authority.
    /// </summary>
    public X509ChainPolicy Policy()
    {
        var policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
            DisableCertificateDownloads = true,
        };
        policy.CustomTrustStore.AddRange(authorities);
        return policy;
    }

    public void Dispose()
    {
        own.Dispose();
        foreach (var certificate in others.Concat(authorities))
        {
            certificate.Dispose();
        }
    }

    private string? Problem(ClusterOptions options, DateTimeOffset now)
    {
        if (now < own.NotBefore || now > own.NotAfter)
        {
            return $"Cluster:Certificate, {options.Certificate}, is valid from {own.NotBefore:u} to {own.NotAfter:u}, and it is "
                + $"{now:u} now. Make a new one.";
        }

        using var chain = new X509Chain { ChainPolicy = Policy() };
        chain.ChainPolicy.ExtraStore.AddRange(others);
        return chain.Build(own)
            ? null
            : $"Cluster:Certificate, {options.Certificate}, does not chain to Cluster:CertificateAuthority, "
                + $"{options.CertificateAuthority}: {chain.ChainStatus[0].StatusInformation.Trim()}. Name the authority that issued it.";
    }

    private static (X509Certificate2Collection?, string?) Authorities(string file)
    {
        if (file.Length == 0)
        {
            return (null, "Cluster:CertificateAuthority is missing: name a PEM file with the certificate of the authority that "
                + "issued the nodes' certificates.");
        }

        try
        {
            var found = new X509Certificate2Collection();
            found.ImportFromPemFile(file);
            return found.Count > 0
                ? (found, null)
                : (null, $"Cluster:CertificateAuthority, {file}, holds no certificate in PEM form.");
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException or CryptographicException)
        {
            return (null, $"Cluster:CertificateAuthority, {file}, cannot be read: {unreadable.Message}");
        }
    }

    private static (X509Certificate2? Own, X509Certificate2Collection Others, string? Problem) Own(string file, string? password)
    {
        if (file.Length == 0)
        {
            return (null, [], "Cluster:Certificate is missing: name a PFX file, or a PEM file with this node's certificate and its key.");
        }

        try
        {
            var all = Path.GetExtension(file).ToUpperInvariant() is ".PFX" or ".P12"
                ? X509CertificateLoader.LoadPkcs12CollectionFromFile(file, password)
                : FromPem(file, password);
            return all.FirstOrDefault(certificate => certificate.HasPrivateKey) is { } own
                ? (own, [.. all.Where(certificate => certificate != own)], null)
                : (null, [], $"Cluster:Certificate, {file}, holds no private key. Put the node's key into the same file.");
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException or CryptographicException)
        {
            return (null, [], $"Cluster:Certificate, {file}, cannot be read: {unreadable.Message} "
                + "A PEM file needs the node's certificate and its key; Cluster:CertificatePassword opens a key with a password.");
        }
    }

    private static X509Certificate2Collection FromPem(string file, string? password)
    {
        var own = string.IsNullOrEmpty(password)
            ? X509Certificate2.CreateFromPemFile(file)
            : X509Certificate2.CreateFromEncryptedPemFile(file, password);
        var all = new X509Certificate2Collection();
        all.ImportFromPemFile(file);
        return [own, .. all.Where(certificate => certificate.Thumbprint != own.Thumbprint)];
    }
}
