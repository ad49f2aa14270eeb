using CometGateway.Core.Watching;

namespace CometGateway.Core.Tests.Watching;

/// <summary>A redirect moves a public page; away from a user's own page it is a login.</summary>
public class PollVerdictRedirectTests
{
    private static readonly PollSubject Public = Answer.New;
    private static readonly PollSubject Private = Answer.New.After("{}").Credentialed();

    [Theory]
    [InlineData(301)]
    [InlineData(302)]
    [InlineData(303)]
    [InlineData(307)]
    [InlineData(308)]
    public void Of_ARedirectOfAPublicPage_IsMovedToWhereItSays(int status) =>
        Assert.Equal("/login", Answer.Ended(EndKind.Moved, Answer.Of(status, ("Location", "/login")), Public).Location);

    [Theory]
    [InlineData(301)]
    [InlineData(302)]
    [InlineData(303)]
    [InlineData(307)]
    [InlineData(308)]
    public void Of_ARedirectOfAPrivatePageElsewhere_IsUnauthorized(int status) =>
        Assert.Null(Answer.Ended(EndKind.Unauthorized, Answer.Of(status, ("Location", "/login?next=/api/prices")), Private).Location);

    [Theory]
    [InlineData("/api/prices/?unit=eur")]
    [InlineData("https://site.example/api/prices?unit=eur")]
    [InlineData("http://www.site.example:8080/api/prices/?unit=eur")]
    [InlineData("//other/api/prices?unit=eur#top")]
    [InlineData("/api/%70rices?unit=eur")]
    [InlineData("prices/?unit=eur")]
    [InlineData("./prices?unit=eur")]
    [InlineData("../api/prices?unit=eur")]
    [InlineData("")]
    public void Of_ARedirectOfAPrivatePageToItself_IsMoved(string location) =>
        Assert.Equal(location, Answer.Ended(EndKind.Moved, Answer.Of(302, ("Location", location)), Private).Location);

    [Theory]
    [InlineData("/shop/api/prices/?unit=eur", EndKind.Moved)]
    [InlineData("/api/prices/?unit=eur", EndKind.Moved)]
    [InlineData("/shop/login", EndKind.Unauthorized)]
    [InlineData("/shop/api/prices", EndKind.Unauthorized)]
    public void Of_ARedirectOfAPrivatePageByASiteThatKnowsThePathBase_IsJudgedWithoutIt(string location, object kind) =>
        Answer.Ended((EndKind)kind, Answer.Of(302, ("Location", location)), Private with { PathBase = "/shop" });

    [Theory]
    [InlineData("/API/prices?unit=eur")]
    [InlineData("/api/prices/today?unit=eur")]
    [InlineData("/")]
    [InlineData("../prices")]
    [InlineData("?action=login")]
    [InlineData("/api/prices")]
    [InlineData("/api/prices?unit=eur&session=expired")]
    [InlineData("javascript:alert(1)")]
    [InlineData("mailto:a@b")]
    [InlineData("http://[broken")]
    [InlineData("http://")]
    [InlineData("\u0000")]
    [InlineData("%")]
    [InlineData("\\\\evil\\api")]
    public void Of_ARedirectOfAPrivatePageToAnotherPathOrQueryOrToNonsense_IsUnauthorized(string location) =>
        Answer.Ended(EndKind.Unauthorized, Answer.Of(302, ("Location", location)), Private);

    [Theory]
    [InlineData("/a b/ü")]
    [InlineData("/a?b")]
    [InlineData("/100%")]
    public void Of_APathThatNeedsEscapes_IsStillItself(string path)
    {
        var subject = Private with { Path = path, Query = "" };
        var itself = "http://site" + string.Join('/', path.Split('/').Select(Uri.EscapeDataString)) + "/";

        Answer.Ended(EndKind.Moved, Answer.Of(301, ("Location", itself)), subject);
        Answer.Ended(EndKind.Moved, Answer.Of(301, ("Location", "#top")), subject);
    }

    [Fact]
    public void Of_ARedirectWithoutALocation_IsNoRepresentation()
    {
        Answer.Ended(EndKind.NotWatchable, Answer.Of(302), Public);
        Answer.Failed(Answer.Of(302), Private);
    }

    [Fact]
    public void Of_ARedirectOfAPrivatePage_NeverTellsItsTarget() =>
        Assert.DoesNotContain("token", Answer.Ended(EndKind.Unauthorized, Answer.Of(302, ("Location", "/login?token=secret")), Private).Reason, StringComparison.Ordinal);
}
