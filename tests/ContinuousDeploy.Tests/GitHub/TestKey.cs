using System.Security.Cryptography;
using ContinuousDeploy.GitHub.Authentication;

namespace ContinuousDeploy.Tests.GitHub;

/// <summary>One key for all tests: making one takes longer than most of them.</summary>
public static class TestKey
{
    public static RSA Rsa { get; } = RSA.Create(2048);

    public static AppKey App { get; } = new(Rsa);
}
