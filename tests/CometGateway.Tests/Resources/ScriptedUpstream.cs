using System.Text;
using CometGateway.Core.Http;
using CometGateway.TestKit;
using CometGateway.Upstream;

namespace CometGateway.Tests.Resources;

/// <summary>A site whose every answer the test gives by hand.</summary>
internal sealed class ScriptedUpstream(TimeProvider time) : IUpstream
{
    private readonly Observed<Poll> _polls = new("polls of the site");

    public int Count => _polls.Count;

    /// <summary>What waits for an answer goes on on the thread that gives it, as where sockets' continuations run inline.</summary>
    public bool IsInline { get; set; }

    public async ValueTask<PollAnswer> PollAsync(
        string routeId, PollRequest request, UpstreamLimits limits, StickyDestination sticky, CancellationToken stopping)
    {
        var poll = new Poll(request, time, IsInline);
        var answered = poll.Answered.WaitAsync(stopping);
        _polls.Add(poll);
        return await answered;
    }

    /// <summary>The poll with that number, counted from 0, once it has come.</summary>
    public async Task<Poll> PollAsync(int number) => (await _polls.UntilAsync(polls => polls.Count > number, $"poll {number}"))[number];

    internal sealed class Poll(PollRequest request, TimeProvider time, bool isInline)
    {
        private readonly TaskCompletionSource<PollAnswer> _answer = new(isInline ? TaskCreationOptions.None : TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly DateTimeOffset _requestedAt = time.GetUtcNow();

        public PollRequest Request => request;

        public Task<PollAnswer> Answered => _answer.Task;

        public void Ok(string body, params (string Name, string Value)[] headers) => Answer(200, body, [("Content-Type", "application/json"), .. headers]);

        public void Answer(int status, string body = "", params (string Name, string Value)[] headers) => _answer.SetResult(new(
            status, new(headers.Select(h => KeyValuePair.Create(h.Name, h.Value))), Encoding.UTF8.GetBytes(body), _requestedAt, time.GetUtcNow()));

        public void Fault(PollFault fault) => _answer.SetResult(new(0, HeaderFields.Empty, default, _requestedAt, time.GetUtcNow(), fault));

        public void Throw(Exception fault) => _answer.SetException(fault);
    }
}
