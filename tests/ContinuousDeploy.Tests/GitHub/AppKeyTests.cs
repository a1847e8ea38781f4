using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using ContinuousDeploy.GitHub.Authentication;

namespace ContinuousDeploy.Tests.GitHub;

public sealed class AppKeyTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("app-key");

    public void Dispose() => folder.Delete(recursive: true);

    // RFC 7515, appendix A.2.
    [Fact]
    public void The_published_example_of_an_RS256_signature_is_reproduced()
    {
        using var key = RSA.Create(new RSAParameters
        {
            Modulus = Decode(
                "ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SF"
                + "d2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo"
                + "7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkM"
                + "Ls91kzk2PAcDTW9gb54h4FRWyuXpoQ"),
            Exponent = Decode("AQAB"),
            D = Decode(
                "Eq5xpGnNCivDflJsRQBXHx1hdR1k6Ulwe2JZD50LpXyWPEAeP88vLNO97IjlA7_GQ5sLKMgvfTeXZx9SE-7YwVol2NXOoAJe46sui395"
                + "IW_GO-pWJ1O0BkTGoVEn2bKVRUCgu-GjBVaYLU6f3l9kJfFNS3E0QbVdxzubSu3Mkqzjkn439X0M_V51gfpRLI9JYanrC4D4qAdGcopV"
                + "_0ZHHzQlBjudU2QvXt4ehNYTCBr6XCLQUShb1juUO1ZdiYoFaFQT5Tw8bGUl_x_jTj3ccPDVZFD9pIuhLhBOneufuBiB4cS98l2SR_RQ"
                + "yGWSeWjnczT0QU91p1DhOVRuOopznQ"),
            P = Decode(
                "4BzEEOtIpmVdVEZNCqS7baC4crd0pqnRH_5IB3jw3bcxGn6QLvnEtfdUdiYrqBdss1l58BQ3KhooKeQTa9AB0Hw_Py5PJdTJ"
                + "NPY8cQn7ouZ2KKDcmnPGBY5t7yLc1QlQ5xHdwW1VhvKn-nXqhJTBgIPgtldC-KDV5z-y2XDwGUc"),
            Q = Decode(
                "uQPEfgmVtjL0Uyyx88GZFF1fOunH3-7cepKmtH4pxhtCoHqpWmT8YAmZxaewHgHAjLYsp1ZSe7zFYHj7C6ul7TjeLQeZD_Yw"
                + "D66t62wDmpe_HlB-TnBA-njbglfIsRLtXlnDzQkv5dTltRJ11BKBBypeeF6689rjcJIDEz9RWdc"),
            DP = Decode(
                "BwKfV3Akq5_MFZDFZCnW-wzl-CCo83WoZvnLQwCTeDv8uzluRSnm71I3QCLdhrqE2e9YkxvuxdBfpT_PI7Yz-FOKnu1R6HsJ"
                + "eDCjn12Sk3vmAktV2zb34MCdy7cpdTh_YVr7tss2u6vneTwrA86rZtu5Mbr1C1XsmvkxHQAdYo0"),
            DQ = Decode(
                "h_96-mK1R_7glhsum81dZxjTnYynPbZpHziZjeeHcXYsXaaMwkOlODsWa7I9xXDoRwbKgB719rrmI2oKr6N3Do9U0ajaHF-N"
                + "KJnwgjMd2w9cjz3_-kyNlxAr2v4IKhGNpmM5iIgOS1VZnOZ68m6_pbLBSp3nssTdlqvd0tIiTHU"),
            InverseQ = Decode(
                "IYd7DHOhrWvxkwPQsRM2tOgrjbcrfvtQJipd-DlcxyVuuM9sQLdgjVk2oy26F0EmpScGLq2MowX7fhd_QJQ3ydy5cY7YIBi8"
                + "7w93IKLEdfnbJtoOPLUW0ITrJReOgo1cq9SbsxYawBgfp_gh6A5603k2-ZQwVK0JKSHuLFkuQ3U"),
        });

        var token = AppKey.Sign(
            key,
            """{"alg":"RS256"}""",
            "{\"iss\":\"joe\",\r\n \"exp\":1300819380,\r\n \"http://example.com/is_root\":true}");

        Assert.Equal(
            "eyJhbGciOiJSUzI1NiJ9"
            + ".eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ"
            + ".cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJd"
            + "bF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN938"
            + "3LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkW"
            + "ywlVmtVrBp0igcN_IoypGlUPQGe77Rw",
            token);
    }

    [Fact]
    public void The_apps_token_begins_a_minute_ago_and_ends_in_nine()
    {
        var token = TestKey.App.SignToken(12345, DateTimeOffset.FromUnixTimeSeconds(1_800_000_000));

        Assert.Equal(
            """{"iat":1799999940,"exp":1800000540,"iss":"12345"}""",
            Encoding.UTF8.GetString(Base64Url.DecodeFromChars(token.Split('.')[1])));
    }

    [Fact]
    public void A_key_as_GitHub_gives_it_is_read()
    {
        var reading = AppKey.Read(Write(TestKey.Rsa.ExportRSAPrivateKeyPem()));

        using var key = Assert.IsType<AppKeyReading.Usable>(reading).Key;
        Assert.Equal(3, key.SignToken(1, DateTimeOffset.UnixEpoch).Split('.').Length);
    }

    [Fact]
    public void A_file_that_is_missing_is_named()
    {
        var problem = Problem(Path.Combine(folder.FullName, "absent.pem"));

        Assert.Contains("absent.pem", problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "no PEM block")]
    [InlineData("hunter2-hunter2", "no PEM block")]
    [InlineData("-----BEGIN RSA PRIVATE KEY-----\nAAAA\n-----END RSA PRIVATE KEY-----", "damaged")]
    [InlineData("-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----", "unencrypted RSA")]
    [InlineData("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----", "'CERTIFICATE'")]
    public void What_is_no_key_is_explained_without_showing_it(string content, string expected)
    {
        var problem = Problem(Write(content));

        Assert.Contains(expected, problem, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", problem, StringComparison.Ordinal);
        Assert.DoesNotContain("AAAA", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Public_short_and_elliptic_keys_are_refused()
    {
        using var small = RSA.Create(1024);
        using var elliptic = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var publicKey = TestKey.Rsa.ExportSubjectPublicKeyInfoPem();

        Assert.Contains("'PUBLIC KEY'", Problem(Write(publicKey)), StringComparison.Ordinal);
        Assert.Contains("1024 bits", Problem(Write(small.ExportRSAPrivateKeyPem())), StringComparison.Ordinal);
        Assert.Contains("not RSA", Problem(Write(elliptic.ExportPkcs8PrivateKeyPem())), StringComparison.Ordinal);
    }

    private static byte[] Decode(string text) => Base64Url.DecodeFromChars(text);

    private static string Problem(string file) =>
        Assert.IsType<AppKeyReading.Unusable>(AppKey.Read(file)).Problem;

    private string Write(string content)
    {
        var file = Path.Combine(folder.FullName, "key.pem");
        File.WriteAllText(file, content);
        return file;
    }
}
