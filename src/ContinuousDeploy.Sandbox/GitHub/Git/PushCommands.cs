using System.Collections.Immutable;
using System.Text;

namespace ContinuousDeploy.Sandbox.GitHub.Git;

/// <summary>One command of a push: the ref, where it is and where it should go.</summary>
public sealed record PushCommand(string Reference, string Before, string After);

/// <summary>Reads the commands at the beginning of a push (Git's pack protocol, <c>git-receive-pack</c>).</summary>
public static class PushCommands
{
    public static ImmutableArray<PushCommand> Read(ReadOnlySpan<byte> request)
    {
        ImmutableArray<PushCommand>.Builder commands = ImmutableArray.CreateBuilder<PushCommand>();
        while (request.Length >= 4
            && int.TryParse(Encoding.ASCII.GetString(request[..4]), System.Globalization.NumberStyles.HexNumber, null,
                out int length)
            && length > 4 && length <= request.Length)
        {
            string line = Encoding.UTF8.GetString(request[4..length]).Split('\0')[0].TrimEnd('\n');
            string[] field = line.Split(' ', 3);
            if (field.Length == 3)
            {
                commands.Add(new(field[2], field[0], field[1]));
            }

            request = request[length..];
        }

        return commands.ToImmutable();
    }
}
