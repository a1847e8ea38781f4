using System.Collections;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace SampleApplication;

/// <summary>An HTTP server of a few lines, so that it starts fast and needs no framework beside the runtime.</summary>
internal static class Server
{
    public static async Task<int> RunAsync(bool ready)
    {
        using var listener = Listen();
        while (true)
        {
            using var client = await listener.AcceptTcpClientAsync();
            await AnswerAsync(client, ready);
        }
    }

    public static async Task<int> AcceptAndSayNothingAsync()
    {
        using var listener = Listen();
        var held = new List<TcpClient>();
        while (true)
        {
            held.Add(await listener.AcceptTcpClientAsync());
            Console.WriteLine("asked");
        }
    }

    public static async Task AskAsync()
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, int.Parse(Environment.GetEnvironmentVariable("ASK_PORT")!));
        using var reader = new StreamReader(client.GetStream());
        await using var writer = new StreamWriter(client.GetStream());
        await writer.WriteLineAsync(Environment.GetEnvironmentVariable("PORT"));
        await writer.FlushAsync();
        await reader.ReadLineAsync();
    }

    private static TcpListener Listen()
    {
        var listener = new TcpListener(IPAddress.Loopback, int.Parse(Environment.GetEnvironmentVariable("PORT")!));
        listener.Start();
        return listener;
    }

    private static async Task AnswerAsync(TcpClient client, bool ready)
    {
        using var reader = new StreamReader(client.GetStream(), Encoding.ASCII);
        var path = (await reader.ReadLineAsync())?.Split(' ').ElementAtOrDefault(1);
        while (await reader.ReadLineAsync() is { Length: > 0 })
        {
        }

        Console.WriteLine("asked");
        var status = path == "/readyz" && !ready ? "503 Service Unavailable" : "200 OK";
        var body = path == "/environment" ? Variables() : "fine";
        await client.GetStream().WriteAsync(Encoding.UTF8.GetBytes(
            $"HTTP/1.1 {status}\r\nContent-Length: {body.Length}\r\nConnection: close\r\n\r\n{body}"));
    }

    private static string Variables() => string.Join(
        '\n',
        Environment.GetEnvironmentVariables().Cast<DictionaryEntry>().Select(entry => $"{entry.Key}={entry.Value}"));
}
