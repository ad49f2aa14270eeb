using CometGateway.FunctionalTests.Watched;
using CometGateway.TestKit;
using CometGateway.TestKit.Sites;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace CometGateway.FunctionalTests.PlainGets;

/// <summary>An answer that is at hand is given as late as one of the site: behind all that the application has put in front of the proxy.</summary>
public sealed class ApplicationRulesTests : IAsyncLifetime
{
    private ScriptedSite _site = null!;
    private GatewayApp _gateway = null!;
    private HttpClient _http = null!;

    public async Task InitializeAsync()
    {
        _site = (await ScriptedSite.StartAsync()).On("/page", Answers.Json("""{"n":1}"""));
        _gateway = await GatewayApp.StartAsync(GatewayJson.Of(_site.Address, GatewayJson.Slow), configure: builder => builder.Services.AddSingleton<IStartupFilter>(new Door()));
        _http = TestClient.Create(_gateway.Address);
        // From here on the page is at hand.
        Assert.Equal("""{"n":1}""", (await GetAsync(("X-Key", "right"))).Body);
    }

    public async Task DisposeAsync()
    {
        _http.Dispose();
        await _gateway.DisposeAsync();
        await _site.DisposeAsync();
    }

    [Fact]
    public async Task Get_RefusedByTheApplication_IsNotAnswered()
    {
        Assert.Equal((403, "no"), await GetAsync(("X-Key", "wrong")) is var answer ? (answer.Status, answer.Body) : default);
        Assert.Equal(403, (await GetAsync(("X-Key", "wrong"), ("If-None-Match", "*"))).Status);
    }

    [Theory]
    [InlineData("X-Any", 200)]
    [InlineData("If-None-Match", 304)]
    public async Task Get_HeadersOfTheApplication_StandBesideThoseOfTheSnapshot(string name, int status)
    {
        var answer = await GetAsync(("X-Key", "right"), (name, "*"));

        Assert.Equal((status, "1", "X-Key, Accept"), (answer.Status, answer["X-Door"], answer["Vary"]));
        Assert.NotNull(answer["Age"]);
        Assert.Equal(1, _site.Requests.Count("/page"));
    }

    [Fact]
    public async Task Get_ACookie_IsAnAudienceOfItsOwnWhateverIsAtHand()
    {
        _site.On("/page", context => Answers.Text("text/plain", "for " + context.Request.Headers.Cookie)(context));

        Assert.Equal(("for user=anna", null), await GetAsync(("X-Key", "right"), ("Cookie", "user=anna")) is var answer ? (answer.Body, answer["Age"]) : default);
        Assert.Equal("""{"n":1}""", (await GetAsync(("X-Key", "right"))).Body);
    }

    private Task<PlainAnswer> GetAsync(params (string Name, string Value)[] headers) => PlainAnswer.OfAsync(_http, "GET", "/page", headers);

    private sealed class Door : IStartupFilter
    {
        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
        {
            app.Use(async (HttpContext context, RequestDelegate rest) =>
            {
                (context.Response.Headers["X-Door"], context.Response.Headers.Vary) = ("1", "X-Key");
                if (context.Request.Headers["X-Key"] == "right")
                {
                    await rest(context);
                    return;
                }

                context.Response.StatusCode = 403;
                await context.Response.WriteAsync("no");
            });
            next(app);
        };
    }
}
