using ContinuousDeploy.Core.Traffic;

namespace ContinuousDeploy.Gateway.Hosting;

/// <param name="Folder">Where routes, control socket and log are.</param>
/// <param name="Detach">Leave the session of whoever started it, and write the log to a file.</param>
public sealed record GatewayArguments(string Folder, IReadOnlyList<ListenAddress> Listen, bool Detach)
{
    public const string Usage = """
        Usage: ContinuousDeploy.Gateway --folder FOLDER --listen URL [--listen URL ...] [--detach]

          --folder FOLDER  keeps the routes, the control socket and the log
          --listen URL     serves users here: http://127.0.0.1:5080; port 0 takes a free one
          --detach         goes on when the program that started it ends; the log goes to a file in the folder
        """;

    /// <summary>Where the control socket is.</summary>
    public string Socket => Path.Combine(Folder, GatewayLayout.SocketFile);

    /// <summary>Reads the command line. <paramref name="problem"/> says what is wrong.</summary>
    public static GatewayArguments? Parse(IReadOnlyList<string> arguments, out string? problem)
    {
        problem = null;
        var listen = new List<ListenAddress>();
        string? folder = null;
        var detach = false;
        for (var index = 0; index < arguments.Count && problem is null; index++)
        {
            var value = index + 1 < arguments.Count ? arguments[index + 1] : null;
            switch (arguments[index])
            {
                case "--detach":
                    detach = true;
                    break;
                case "--folder" when value is not null:
                    folder = Path.GetFullPath(value);
                    index++;
                    break;
                case "--listen" when value is not null:
                    if (ListenAddress.Parse(value, out problem) is { } address)
                    {
                        listen.Add(address);
                    }

                    index++;
                    break;
                default:
                    problem = $"'{arguments[index]}' is not an option, or its value is missing.";
                    break;
            }
        }

        problem ??= folder is null ? "--folder is missing." : listen.Count == 0 ? "--listen is missing." : null;
        return problem is null ? new GatewayArguments(folder!, listen, detach) : null;
    }
}
