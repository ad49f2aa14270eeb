namespace CometGateway.FunctionalTests.WireClients;

/// <summary>Python's standard library, which has no word for any of it.</summary>
public sealed class PythonTests
{
    private const string Lines = """
        import sys, http.client
        connection = http.client.HTTPConnection(sys.argv[1], int(sys.argv[2]))
        connection.request("GET", sys.argv[3], headers={"Accept": "application/x-ndjson"})
        for line in connection.getresponse():
            print(line.decode("utf-8").rstrip("\n"), flush=True)
        """;

    private const string Polls = """
        import sys, http.client, json
        connection, tag = http.client.HTTPConnection(sys.argv[1], int(sys.argv[2])), None
        while True:
            connection.request("GET", sys.argv[3], headers={"Prefer": "wait=30", **({"If-None-Match": tag} if tag else {})})
            answer = connection.getresponse()
            tag = answer.getheader("ETag")
            print(json.dumps({"status": answer.status, "body": answer.read().decode("utf-8")}), flush=True)
        """;

    [Fact]
    public async Task LinesOfJson_MakeThePagesText()
    {
        await using var pages = await WirePages.StartAsync();
        await using var python = pages.Python(Lines, WirePages.One + "?comet.events=text-delta");
        for (var n = 0; n <= 2; n++)
        {
            pages.Show(n);
            await python.Output.FollowAsync(url: null, WirePages.Text(n));
        }
    }

    [Fact]
    public async Task LongPoll_OnOneConnection_GetsEachChange()
    {
        await using var pages = await WirePages.StartAsync();
        await using var python = pages.Python(Polls, WirePages.One);
        for (var n = 0; n <= 2; n++)
        {
            await pages.HeldAsync(n + 2);
            pages.Show(n + 1);
            await python.LineAsync(line => line.Text("body") == WirePages.Text(n + 1), $"state {n + 1}");
        }

        Assert.All(python.Output.Items, line => Assert.Equal(200, JsonLines.Parse(line).GetProperty("status").GetInt32()));
        Assert.Equal(4, python.Output.Count);
    }
}
