using System.Globalization;

namespace CometGateway.Core.Http;

/// <summary>May a response be kept and handed to other requests (RFC 9111 §3)?</summary>
internal static class Storability
{
    /// <summary>Null when it may, else a sentence for the operator that names the header and the policy key that overrides it.</summary>
    /// <param name="responseHeaders">As the audience may see them: without Set-Cookie where the policy strips it.</param>
    /// <param name="shared">The audience is more than one credential, so that nobody's private answer may enter.</param>
    /// <param name="overridden">The policy says OverrideCacheControl.</param>
    public static string? WhyNot(int status, HeaderFields responseHeaders, bool shared, bool overridden)
    {
        if (status != 200)
            return string.Create(CultureInfo.InvariantCulture, $"The site answers with status {status}; only a complete 200 can be watched.");

        // Not even overridden: the site says that the answer depends on more than any key can hold (RFC 9110 §12.5.5).
        if (VaryNames.Parse(responseHeaders["Vary"]).IsAny)
            return "The site sends \"Vary: *\": no two requests may share an answer, and no setting overrides that.";

        if (overridden)
            return null;

        var directives = CacheDirective.Parse(responseHeaders["Cache-Control"]);
        if (directives.Any(directive => directive.Name is "no-store"))
            return "The site sends \"Cache-Control: no-store\"; \"OverrideCacheControl\": true in the policy keeps the page all the same.";

        // private="field" would allow to keep the rest (§5.2.2.7), but few sites mean it so; the safe reading is the whole.
        if (shared && directives.Any(directive => directive.Name is "private"))
            return "The site sends \"Cache-Control: private\"; \"OverrideCacheControl\": true in the policy shares the page all the same.";

        // RFC 9111 §7.3 allows it; every shared cache in use refuses, as the body is then likely one visitor's own.
        if (shared && responseHeaders.Contains("Set-Cookie"))
        {
            return "The site sets a cookie with the page (Set-Cookie), so it may be one visitor's own. If it is the same for all, "
                + "\"Audience\": \"Everyone\" in the policy polls without credentials and drops the cookie; \"OverrideCacheControl\": true shares the page all the same.";
        }

        return null;
    }
}
