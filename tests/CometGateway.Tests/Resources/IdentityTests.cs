using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using CometGateway.Resources;
using static CometGateway.Tests.Routing.Requests;

namespace CometGateway.Tests.Resources;

public class IdentityTests
{
    private readonly Identity _identity = new();

    [Fact]
    public void Of_NoCredential_IsAnonymousAndSendsNothing()
    {
        var caller = _identity.Of(Get("/", Header("User-Agent", "x"), Header("Cookie", " ; "), Header("Authorization", "")), PerCredential);

        Assert.Equal(AudienceKey.Anonymous, caller.Audience);
        Assert.Empty(caller.Credentials);
        Assert.Null(caller.NotWatchable);
    }

    [Fact]
    public void Of_TwoUsers_NeverShare()
    {
        var ann = _identity.Of(WithCookie("sid=ann"), PerCredential);
        var ben = _identity.Of(WithCookie("sid=ben"), PerCredential);

        Assert.NotEqual(ann.Audience, ben.Audience);
        Assert.NotEqual(AudienceKey.Anonymous, ann.Audience);
        Assert.Equal("sid=ann", ann.Credentials["Cookie"]);
        Assert.Equal("sid=ben", ben.Credentials["Cookie"]);
    }

    [Fact]
    public void Of_SameUserTwice_Shares() =>
        Assert.Equal(_identity.Of(WithCookie("sid=ann"), PerCredential).Audience, _identity.Of(WithCookie("sid=ann"), PerCredential).Audience);

    [Fact]
    public void Of_OtherProcess_HasOtherHashes() =>
        Assert.NotEqual(_identity.Of(WithCookie("sid=ann"), PerCredential).Audience, new Identity().Of(WithCookie("sid=ann"), PerCredential).Audience);

    [Fact]
    public void Of_Authorization_IsACredentialOfItsOwn()
    {
        var basic = _identity.Of(Get("/", Header("Authorization", "Basic QQ==")), PerCredential);
        var cookie = _identity.Of(WithCookie("Basic QQ=="), PerCredential);

        Assert.NotEqual(basic.Audience, cookie.Audience);
        Assert.Equal("|Basic QQ==", basic.Text());
    }

    [Fact]
    public void Of_EveryoneWithCredentials_StripsThem()
    {
        var caller = _identity.Of(Get("/", Header("Cookie", "sid=ann"), Header("Authorization", "Bearer t")), Everyone);

        Assert.Equal(AudienceKey.Everyone, caller.Audience);
        Assert.Empty(caller.Credentials);
    }

    [Fact]
    public void Of_OtherCookieOrderOrLines_IsTheSameCallerWithTheSamePoll()
    {
        Caller[] callers =
        [
            _identity.Of(WithCookie("a=1; b=2; c=3"), PerCredential),
            _identity.Of(WithCookie("c=3;b=2 ;\ta=1"), PerCredential),
            _identity.Of(WithCookie("b=2", "c=3; a=1"), PerCredential),
        ];

        Assert.Single(callers.Select(caller => caller.Audience).Distinct());
        Assert.All(callers, caller => Assert.Equal("a=1; b=2; c=3", caller.Credentials["Cookie"]));
    }

    [Fact]
    public void Of_SameNameTwiceInOtherOrder_IsAnotherCaller()
    {
        // Sites take the first or the last: sid=victim behind sid=own must not meet sid=own behind sid=victim.
        var one = _identity.Of(WithCookie("sid=1; sid=2"), PerCredential);
        var two = _identity.Of(WithCookie("sid=2; sid=1"), PerCredential);

        Assert.NotEqual(one.Audience, two.Audience);
    }

    [Fact]
    public void Of_IdentityCookies_OthersNeitherSplitNorTravel()
    {
        var policy = PerCredential with { IdentityCookies = ["sid"] };
        var one = _identity.Of(WithCookie("_ga=1; sid=ann"), policy);
        var two = _identity.Of(WithCookie("sid=ann; _ga=2; theme=dark"), policy);

        Assert.Equal(one.Audience, two.Audience);
        Assert.Equal("sid=ann", two.Credentials["Cookie"]);
    }

    [Theory]
    [InlineData("_ga=1")]
    [InlineData("Sid=ann")]
    [InlineData("xsid=ann")]
    [InlineData("_ga=sid=ann")]
    public void Of_IdentityCookiesAbsent_IsAnonymousAndCarriesNoCookies(string cookies)
    {
        var caller = _identity.Of(WithCookie(cookies), PerCredential with { IdentityCookies = ["sid"] });

        Assert.Equal(AudienceKey.Anonymous, caller.Audience);
        Assert.Empty(caller.Credentials);
    }

    [Fact]
    public void Of_IdentityCookiesAndAuthorization_BothCount()
    {
        var policy = PerCredential with { IdentityCookies = ["sid"] };
        var caller = _identity.Of(Get("/", Header("Cookie", "_ga=1"), Header("Authorization", "Bearer t")), policy);

        Assert.True(caller.Audience.IsCredential);
        Assert.Equal("|Bearer t", caller.Text());
    }

    [Fact]
    public void Of_ClientCertificate_IsACredentialThatNoPollCanPresent()
    {
        using var key = RSA.Create(2048);
        using var certificate = new CertificateRequest("CN=ann", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
            .CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(1));
        var request = Get();
        request.HttpContext.Connection.ClientCertificate = certificate;

        var caller = _identity.Of(request, PerCredential);

        Assert.True(caller.Audience.IsCredential);
        Assert.Contains("TLS client certificate", caller.NotWatchable, StringComparison.Ordinal);
        Assert.Null(_identity.Of(request, Everyone).NotWatchable);
    }

    [Fact]
    public void Of_ProxyAuthorization_IsNotForTheSite()
    {
        var caller = _identity.Of(Get("/", Header("Proxy-Authorization", "Basic QQ==")), PerCredential);

        Assert.Equal(AudienceKey.Anonymous, caller.Audience);
        Assert.Empty(caller.Credentials);
    }

    [Fact]
    public void Of_RandomCredentialSets_DistinctSetsHaveDistinctAudiences()
    {
        var seed = Environment.TickCount;
        var random = new Random(seed);
        var polls = new Dictionary<AudienceKey, string>();
        for (var i = 0; i < 20_000; i++)
        {
            // Few and colliding pieces, among them all that could be taken for a separator, a length or another list.
            var cookies = Enumerable.Range(0, random.Next(4)).Select(_ => $"{Piece(random)}={Piece(random)}").ToArray();
            var authorization = Enumerable.Range(0, random.Next(3)).Select(_ => "x" + Piece(random)).ToArray();
            var caller = _identity.Of(Get("/", Header("Cookie", cookies), Header("Authorization", authorization)), PerCredential);
            var sent = string.Join('\n', caller.Credentials.Select(field => $"{field.Key}:{field.Value}"));

            Assert.True(polls.TryAdd(caller.Audience, sent) || sent.Equals(polls[caller.Audience], StringComparison.Ordinal), $"seed {seed}: two different polls share an audience");
        }

        Assert.Equal(polls.Count, polls.Values.Distinct(StringComparer.Ordinal).Count());
        Assert.True(polls.Count > 1000, $"seed {seed}: only {polls.Count} different sets were tried");
    }

    [Fact]
    public void ToString_AnyType_NeverShowsACredential()
    {
        var request = Get("/p?token=SECRET&comet.since=SECRET", Header("Cookie", "sid=SECRET"), Header("Authorization", "Bearer SECRET"), Header("X-Key", "SECRET"));
        var caller = _identity.Of(request, PerCredential);
        var resource = ResourceRequest.Create(request, "r", PerCredential, caller, ["x-key"]);

        object[] shown = [caller, caller.Audience, resource, resource.Key, resource.Reserved, resource.Key.Varied[0]];

        Assert.All(shown, thing => Assert.DoesNotContain("SECRET", $"{thing}", StringComparison.OrdinalIgnoreCase));
        Assert.Matches("^credential:[0-9a-f]{8}$", caller.Audience.ToString());
    }

    private static string Piece(Random random)
    {
        ReadOnlySpan<string> pieces = ["a", "b", "aa", "ab", "1", "\u0001", "\0\0\0", "=", ", ", "\ud800", "\ud801", "é"];
        return string.Concat(pieces[random.Next(pieces.Length)], pieces[random.Next(pieces.Length)]);
    }
}
