using System.Text.Json;
using CometGateway.Lifetime;
using CometGateway.Routing;
using CometGateway.Tests.Resources;

namespace CometGateway.Tests.Routing;

public class ProblemTests
{
    [Fact]
    public async Task WriteAsync_IsAProblemThatNobodyStores()
    {
        var context = ResourceRig.Get();

        await Problem.WriteAsync(context, new(503, "full", "Too \"many\"", "Come later.", 5));

        var (response, body) = (context.Response, ResourceRig.BodyOf(context));
        Assert.Equal((503, "application/problem+json", body.Length), (response.StatusCode, response.ContentType, (int)response.ContentLength!));
        Assert.Equal(("no-store", "Accept", "5"), ((string?)response.Headers.CacheControl, (string?)response.Headers.Vary, (string?)response.Headers.RetryAfter));
        using var json = JsonDocument.Parse(body);
        var root = json.RootElement;
        Assert.Equal(["type", "title", "status", "detail", "code"], root.EnumerateObject().Select(p => p.Name));
        Assert.Equal(("about:blank", "Too \"many\"", 503, "Come later.", "full"), (
            root.GetProperty("type").GetString(), root.GetProperty("title").GetString(), root.GetProperty("status").GetInt32(),
            root.GetProperty("detail").GetString(), root.GetProperty("code").GetString()));
    }

    [Fact]
    public async Task WriteAsync_WithoutATime_SendsNoRetryAfter()
    {
        var context = ResourceRig.Get();

        await Problem.WriteAsync(context, new(400, "c", "t", "d"));

        Assert.Equal(0, context.Response.Headers.RetryAfter.Count);
    }

    [Fact]
    public void Refusals_NameTheirLimitAndKey()
    {
        foreach (var (refusal, key) in new[]
        {
            (Refusal.SessionsFull(7), "Comet:Limits:Sessions"),
            (Refusal.SessionsOfAddressFull(7), "Comet:Limits:SessionsPerAddress"),
            (Refusal.SessionsOfResourceFull(7), "Comet:Limits:SessionsPerResource"),
            (Refusal.ResourcesFull(7), "Comet:Limits:Resources"),
            (Refusal.ResourcesOfAddressFull(7), "Comet:Limits:ResourcesPerAddress"),
        })
        {
            Assert.Contains($"({key})", refusal.Detail, StringComparison.Ordinal);
            Assert.Contains("7", refusal.Detail, StringComparison.Ordinal);
            Assert.NotNull(refusal.RetryAfterSeconds);
        }
    }
}
