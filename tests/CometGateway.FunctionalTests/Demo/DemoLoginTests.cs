using System.Net;

namespace CometGateway.FunctionalTests.Demo;

public sealed class DemoLoginTests
{
    [Theory]
    [InlineData("/account")]
    [InlineData("/account/data")]
    public async Task Account_WithoutSession_RedirectsToLogin(string path)
    {
        await using var still = await StillSite.StartAsync();

        using var answer = await still.GetAsync(path, cookie: "SESSION=made-up");

        Assert.Equal(HttpStatusCode.Found, answer.StatusCode);
        Assert.Equal("/login", answer.Headers.Location!.OriginalString);
    }

    [Fact]
    public async Task Data_OfTwoUsers_IsPrivateAndEachTheirOwn()
    {
        await using var still = await StillSite.StartAsync();
        var (anna, bert) = (await still.LogInAsync("anna"), await still.LogInAsync("bert"));

        using var annas = await still.GetAsync("/account/data", anna);
        using var berts = await still.GetAsync("/account/data", bert);

        Assert.Equal("private", annas.Headers.CacheControl!.ToString());
        Assert.Null(annas.Headers.ETag);
        Assert.Null(annas.Content.Headers.LastModified);
        Assert.StartsWith("{\"user\":\"anna\"", await annas.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.DoesNotContain("anna", await berts.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Login_WithAnotherPassword_IsRefusedAndSetsNoCookie()
    {
        await using var still = await StillSite.StartAsync();

        using var refused = await still.PostAsync("/login", ("name", "anna"), ("password", "guess"));
        using var taken = await still.PostAsync("/login", ("name", "anna"), ("password", "anna"));

        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        Assert.False(refused.Headers.Contains("Set-Cookie"));
        Assert.Equal(HttpStatusCode.SeeOther, taken.StatusCode);
        Assert.Equal("/account", taken.Headers.Location!.OriginalString);
    }

    [Fact]
    public async Task Session_AfterLogout_IsOver()
    {
        await using var still = await StillSite.StartAsync();
        var cookie = await still.LogInAsync("anna");

        using var logout = new HttpRequestMessage(HttpMethod.Post, "/logout") { Headers = { { "Cookie", cookie } } };
        using var left = await still.Browser.SendAsync(logout);
        using var after = await still.GetAsync("/account/data", cookie);

        Assert.Equal(HttpStatusCode.SeeOther, left.StatusCode);
        Assert.Equal(HttpStatusCode.Found, after.StatusCode);
    }

    [Fact]
    public async Task Session_IdleForHalfAnHour_IsOver()
    {
        await using var still = await StillSite.StartAsync();
        var cookie = await still.LogInAsync("anna");

        still.Time.Advance(TimeSpan.FromMinutes(29));
        using var used = await still.GetAsync("/account/data", cookie);
        still.Time.Advance(TimeSpan.FromMinutes(31));
        using var idle = await still.GetAsync("/account/data", cookie);

        Assert.Equal(HttpStatusCode.OK, used.StatusCode);
        Assert.Equal(HttpStatusCode.Found, idle.StatusCode);
    }
}
