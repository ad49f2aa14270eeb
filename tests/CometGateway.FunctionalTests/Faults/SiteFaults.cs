using CometGateway.TestKit.Sites;
using Microsoft.AspNetCore.Http;

namespace CometGateway.FunctionalTests.Faults;

/// <summary>What a site that answered JSON may do next, and the words in which its subscribers are told.</summary>
internal static class SiteFaults
{
    private static readonly Dictionary<string, (RequestDelegate Script, string Reason)> All = new(StringComparer.Ordinal)
    {
        ["500"] = (Answers.Status(500, "<h1>error</h1>"), "500"),
        ["502"] = (Answers.Status(502), "502"),
        ["503"] = (Answers.Status(503), "503"),
        ["429"] = (Answers.Status(429), "429"),
        ["hangs"] = (Answers.Hang, "in time"),
        ["100 MB, chunked"] = (Answers.Huge(100L << 20, "application/json"), "MaxBodyBytes"),
        ["100 MB, announced"] = (Answers.Huge(100L << 20, "application/json", announced: true), "MaxBodyBytes"),
        ["body shorter than its Content-Length"] = (ShortBody, "connection"),
        ["breaks off in the body"] = (Answers.ResetAfter("application/json", """{"n":"""), "connection"),
        ["invalid gzip"] = (Coded("gzip", "not gzip at all"u8.ToArray()), "gzip"),
        ["gzip that breaks off"] = (Coded("gzip", Answers.Encode("gzip", """{"n":2}"""u8)[..^9]), "gzip"),
        ["unknown coding"] = (Coded("x-rot13", "uryyb"u8.ToArray()), "x-rot13"),
        ["invalid JSON"] = (Answers.Json("""{"n": 2,"""), "JSON"),
        ["empty body"] = (Answers.Json(""), "JSON"),
        ["a login page"] = (Answers.Text("text/html", "<form action=/login>"), "HTML"),
        ["206"] = (Answers.Status(206, "part"), "206"),
        ["204"] = (Answers.Status(204), "204"),
        ["400"] = (Answers.Status(400), "400"),
        ["304 to a poll without validators"] = (Answers.Status(304), "304"),
        ["reset"] = (Answers.Reset, "connection"),
        ["empty reply"] = (Answers.EmptyReply, "connection"),
    };

    public static TheoryData<string> Names => [.. All.Keys];

    public static (RequestDelegate Script, string Reason) Of(string name) => All[name];

    private static RequestDelegate ShortBody => async context =>
    {
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = 1000;
        await context.Response.WriteAsync("""{"n":2}""");
        await context.Response.Body.FlushAsync();
        context.Abort();
    };

    private static RequestDelegate Coded(string coding, byte[] body) => async context =>
    {
        context.Response.ContentType = "application/json";
        context.Response.Headers.ContentEncoding = coding;
        await context.Response.Body.WriteAsync(body);
    };
}
