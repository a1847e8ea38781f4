using System.Net;
using System.Net.Http.Headers;

namespace ContinuousDeploy.GitHub.Transport;

/// <summary>
/// Asks GitHub whether an answer it gave before still holds. The answer is always fresh; a 304 does not count against
/// the hourly limit. https://docs.github.com/en/rest/using-the-rest-api/best-practices-for-using-the-rest-api
/// </summary>
public sealed class EntityTagHandler : DelegatingHandler
{
    private const int MostAnswers = 1_000;
    private const int MostBytes = 32 * 1024 * 1024;
    private const int LargestAnswer = 1024 * 1024;

    private readonly Lock state = new();
    private readonly Dictionary<Question, LinkedListNode<Kept>> kept = [];
    private readonly LinkedList<Kept> oldestFirst = [];
    private int bytes;

    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (request.Method != HttpMethod.Get || request.RequestUri is null)
        {
            return await base.SendAsync(request, cancellationToken);
        }

        var question = new Question(Call.Of(request).Caller, request.RequestUri.AbsoluteUri);
        var before = Find(question);
        request.Headers.IfNoneMatch.Clear();
        if (before is not null)
        {
            request.Headers.IfNoneMatch.Add(before.Tag);
        }

        var response = await base.SendAsync(request, cancellationToken);
        if (response.StatusCode == HttpStatusCode.NotModified && before is not null)
        {
            return Again(before, response);
        }

        if (response is { StatusCode: HttpStatusCode.OK, Headers.ETag: { } tag })
        {
            var body = await response.Content.ReadAsByteArrayAsync(cancellationToken);
            Keep(new Kept(question, tag, body, LinkOf(response)));
        }

        return response;
    }

    private static HttpResponseMessage Again(Kept before, HttpResponseMessage response)
    {
        var answer = new HttpResponseMessage(HttpStatusCode.OK)
        {
            Content = new ByteArrayContent(before.Body),
            RequestMessage = response.RequestMessage,
        };
        answer.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        if (before.Link is { } link)
        {
            answer.Headers.TryAddWithoutValidation("Link", link);
        }

        response.Dispose();
        return answer;
    }

    private Kept? Find(Question question)
    {
        lock (state)
        {
            if (!kept.TryGetValue(question, out var node))
            {
                return null;
            }

            oldestFirst.Remove(node);
            oldestFirst.AddLast(node);
            return node.Value;
        }
    }

    private void Keep(Kept answer)
    {
        if (answer.Body.Length > LargestAnswer)
        {
            return;
        }

        lock (state)
        {
            if (kept.TryGetValue(answer.Question, out var before))
            {
                Forget(before);
            }

            kept[answer.Question] = oldestFirst.AddLast(answer);
            bytes += answer.Body.Length;
            while (kept.Count > MostAnswers || bytes > MostBytes)
            {
                Forget(oldestFirst.First!);
            }
        }
    }

    private void Forget(LinkedListNode<Kept> node)
    {
        oldestFirst.Remove(node);
        kept.Remove(node.Value.Question);
        bytes -= node.Value.Body.Length;
    }

    private static string? LinkOf(HttpResponseMessage response) =>
        response.Headers.TryGetValues("Link", out var values) ? string.Join(", ", values) : null;

    private sealed record Question(Caller Caller, string Address);

    private sealed record Kept(Question Question, EntityTagHeaderValue Tag, byte[] Body, string? Link);
}
