using System.Net;
using CometGateway.TestKit;
using CometGateway.TestKit.Sites;
using CometGateway.TestKit.Streams;

namespace CometGateway.FunctionalTests.Load;

/// <summary>Many clients of one counting resource, and what must be true of all that they received.</summary>
internal sealed class Crowd : IAsyncDisposable
{
    private readonly SocketsHttpHandler _handler = TestClient.CreateHandler();

    public Crowd(Uri url, int size, SseClientOptions options) =>
        Members = [.. Enumerable.Range(0, size).Select(_ => new CrowdMember(url, _handler, options))];

    public IReadOnlyList<CrowdMember> Members { get; }

    public IEnumerable<SseClient> Clients => Members.Select(member => member.Client);

    public int Connections => Clients.Sum(client => client.Answers.Count);

    public Task EverybodyHasAsync(int number, TimeSpan within) => Task.WhenAll(Clients.Select(client =>
        client.WaitForAsync(one => one.Type is "message" && Counting.NumberOf(one) == number, $"number {number}", within)));

    /// <summary>Nobody was refused, nobody's numbers go backwards or come twice, on whatever connection, and the last one is the last.</summary>
    public void AssertInOrderUpTo(int last)
    {
        foreach (var client in Clients)
        {
            Assert.All(client.Answers, answer => Assert.Equal(HttpStatusCode.OK, answer));
            var numbers = Counting.NumbersOf(client.Events);
            Assert.True(numbers.Zip(numbers.Skip(1)).All(pair => pair.First < pair.Second), client.Dump());
            Assert.Equal(last, numbers[^1]);
        }
    }

    /// <summary>
    /// Whoever connected after anybody had seen a state is given that state or a newer one by the first event of the connection,
    /// unless this client has it already.
    /// </summary>
    public void AssertEveryReturnIsUpToDate()
    {
        var seen = NewestByTime();
        foreach (var member in Members)
        {
            var has = -1;
            var events = member.Client.Events.Where(one => one.Type is "message").ToLookup(one => one.Connection);
            foreach (var (begun, connection) in member.Begun.Select((begun, index) => (begun, index + 1)))
            {
                var first = events[connection].Select(Counting.NumberOf).DefaultIfEmpty(has).First();
                var known = NewestBefore(seen, begun);
                // The connection that is open at the end may not have been answered yet.
                if (connection < member.Begun.Count || events[connection].Any())
                    Assert.True(first >= known, $"Connection {connection} began with {first} while {known} was known.\n{member.Client.Dump()}");
                has = events[connection].Select(Counting.NumberOf).DefaultIfEmpty(has).Last();
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(Members.Select(member => member.DisposeAsync().AsTask()));
        _handler.Dispose();
    }

    private (DateTimeOffset[] At, int[] Newest) NewestByTime()
    {
        var all = Clients.SelectMany(client => client.Events).Where(one => one.Type is "message").OrderBy(one => one.At).ToList();
        var newest = -1;
        return ([.. all.Select(one => one.At)], [.. all.Select(one => newest = Math.Max(newest, Counting.NumberOf(one)))]);
    }

    private static int NewestBefore((DateTimeOffset[] At, int[] Newest) seen, DateTimeOffset moment)
    {
        var index = Array.BinarySearch(seen.At, moment);
        var before = (index < 0 ? ~index : index) - 1;
        return before < 0 ? -1 : seen.Newest[before];
    }
}
