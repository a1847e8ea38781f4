using System.Diagnostics;
using ContinuousDeploy.Sandbox.Demo;

namespace ContinuousDeploy.Benchmarks.Proxy;

/// <summary>nginx in a folder of its own: a backend that answers 200, or a reverse proxy before one.</summary>
public sealed class Nginx : IAsyncDisposable
{
    private readonly Process process;
    private readonly string folder;

    private Nginx(Process process, string folder, int port)
    {
        this.process = process;
        this.folder = folder;
        Address = new Uri($"http://127.0.0.1:{port}");
    }

    public Uri Address { get; }

    /// <summary>A server whose every answer is 200 with two bytes.</summary>
    public static Task<Nginx> BackendAsync(string program, CancellationToken cancellationToken) =>
        StartAsync(program, port => Server(port, """location / { return 200 "ok"; }"""), cancellationToken);

    /// <summary>What the gateway does, as nginx's manual has it: kept connections, and who asked and how.</summary>
    public static Task<Nginx> ProxyAsync(string program, Uri backend, CancellationToken cancellationToken) =>
        StartAsync(
            program,
            port => $"upstream backend {{ server {backend.Authority}; keepalive 64; }}\n" + Server(port, """
                location / {
                  proxy_pass http://backend;
                  proxy_http_version 1.1;
                  proxy_set_header Connection "";
                  proxy_set_header Host $http_host;
                  proxy_set_header X-Forwarded-For $remote_addr;
                  proxy_set_header X-Forwarded-Proto $scheme;
                  proxy_set_header X-Forwarded-Host $http_host;
                }
                """),
            cancellationToken);

    public async ValueTask DisposeAsync()
    {
        // The master ends its workers.
        process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync();
        process.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    private static string Server(int port, string location) =>
        $"server {{ listen 127.0.0.1:{port} backlog=1024; keepalive_requests 1000000000; {location} }}";

    private static async Task<Nginx> StartAsync(
        string program, Func<int, string> servers, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("nginx-").FullName;
        var port = Ports.Free();
        var configuration = Path.Combine(folder, "nginx.conf");
        await File.WriteAllTextAsync(
            configuration,
            $$"""
            daemon off; worker_processes auto; pid {{folder}}/pid; error_log {{folder}}/error.log crit;
            events { worker_connections 4096; }
            http {
              access_log off; server_tokens off;
              client_body_temp_path {{folder}}/body; proxy_temp_path {{folder}}/proxy;
              fastcgi_temp_path {{folder}}/fastcgi; uwsgi_temp_path {{folder}}/uwsgi; scgi_temp_path {{folder}}/scgi;
              {{servers(port)}}
            }
            """,
            cancellationToken);
        var process = Process.Start(new ProcessStartInfo(program, ["-p", folder, "-c", configuration])
        {
            RedirectStandardError = true,
        })!;
        var nginx = new Nginx(process, folder, port);
        await nginx.AnswersAsync(cancellationToken);
        return nginx;
    }

    private async Task AnswersAsync(CancellationToken cancellationToken)
    {
        using var client = new HttpClient();
        while (true)
        {
            try
            {
                using var response = await client.GetAsync(Address, cancellationToken);
                return;
            }
            catch (HttpRequestException) when (!process.HasExited)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, cancellationToken);
            }
        }
    }
}
