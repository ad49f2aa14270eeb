using CometGateway.Core.Http;
using static CometGateway.Core.Tests.Http.HeaderFieldsTests;

namespace CometGateway.Core.Tests.Http;

public class StorabilityTests
{
    [Theory]
    [InlineData("Cache-Control", "max-age=0")]
    [InlineData("Cache-Control", "no-cache")]
    [InlineData("Cache-Control", "x-private, my-no-store")]
    [InlineData("Vary", "Cookie, Accept")]
    [InlineData("Pragma", "no-cache")]
    public void WhyNot_Plain200_MayBeKept(string name, string value) =>
        Assert.Null(Storability.WhyNot(200, Headers((name, value)), shared: true, overridden: false));

    [Theory]
    [InlineData(206)]
    [InlineData(203)]
    [InlineData(301)]
    [InlineData(404)]
    [InlineData(100)]
    public void WhyNot_OtherStatus_NeverEvenOverridden(int status)
    {
        Assert.Contains(status.ToString(System.Globalization.CultureInfo.InvariantCulture), Storability.WhyNot(status, HeaderFields.Empty, shared: false, overridden: true), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("no-store")]
    [InlineData("max-age=5, NO-STORE")]
    [InlineData("max-age=\"5, no-store")]
    public void WhyNot_NoStore_OnlyWhenOverridden(string cacheControl)
    {
        var headers = Headers(("Cache-Control", cacheControl));

        AssertNames("no-store", Storability.WhyNot(200, headers, shared: false, overridden: false));
        AssertNames("no-store", Storability.WhyNot(200, headers, shared: true, overridden: false));
        Assert.Null(Storability.WhyNot(200, headers, shared: true, overridden: true));
    }

    [Theory]
    [InlineData("private")]
    [InlineData("Private, max-age=60")]
    [InlineData("private=\"x-user, x-id\"")]
    public void WhyNot_Private_OnlyForOneAudienceOrOverridden(string cacheControl)
    {
        var headers = Headers(("Cache-Control", cacheControl));

        AssertNames("private", Storability.WhyNot(200, headers, shared: true, overridden: false));
        Assert.Null(Storability.WhyNot(200, headers, shared: false, overridden: false));
        Assert.Null(Storability.WhyNot(200, headers, shared: true, overridden: true));
    }

    [Fact]
    public void WhyNot_SetCookie_OnlyForOneAudienceOrOverridden()
    {
        var headers = Headers(("set-cookie", "session=hunter2; HttpOnly"));

        var why = Storability.WhyNot(200, headers, shared: true, overridden: false);

        AssertNames("Set-Cookie", why);
        Assert.Contains("\"Audience\": \"Everyone\"", why, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", why, StringComparison.Ordinal);
        Assert.Null(Storability.WhyNot(200, headers, shared: false, overridden: false));
        Assert.Null(Storability.WhyNot(200, headers, shared: true, overridden: true));
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, false)]
    [InlineData(true, true)]
    [InlineData(false, true)]
    public void WhyNot_VaryStar_NeverEvenOverridden(bool shared, bool overridden) =>
        Assert.Contains("Vary: *", Storability.WhyNot(200, Headers(("Vary", "Accept, *")), shared, overridden), StringComparison.Ordinal);

    private static void AssertNames(string header, string? why)
    {
        Assert.Contains(header, why, StringComparison.Ordinal);
        Assert.Contains("OverrideCacheControl", why, StringComparison.Ordinal);
    }
}
