using System.Globalization;
using CometGateway.Core.Http;

namespace CometGateway.Core.Snapshots;

/// <summary>Validators exactly as the site sent them (RFC 9110 §8.8). One that can be sent neither to clients nor back to the site is none.</summary>
internal sealed record Validators(string? ETag, string? LastModified)
{
    public static Validators None { get; } = new(null, null);

    public bool IsNone => ETag is null && LastModified is null;

    public static Validators Of(HeaderFields headers) => new(Usable(headers["ETag"]), Usable(headers["Last-Modified"]));

    /// <summary>
    /// What may be sent back with the next poll. A Last-Modified that is less than two seconds older than Date is weak (RFC 9110
    /// §8.8.2.2): the page may change again within that second and still answer 304. The same holds for an entity tag that is made
    /// of it, as nginx's is (hex seconds, a dash, hex length). Such validators are not held, and the next poll asks for the bytes.
    /// </summary>
    public static Validators ToHold(HeaderFields headers)
    {
        var validators = Of(headers);
        if (HttpDate.Parse(validators.LastModified) is not { } modified || HttpDate.Parse(headers["Date"]) is not { } date) return validators;
        if (date - modified >= TimeSpan.FromSeconds(2)) return validators;
        var isMadeOfTime = validators.ETag?.Contains(
            modified.ToUnixTimeSeconds().ToString("x", CultureInfo.InvariantCulture), StringComparison.OrdinalIgnoreCase) ?? false;
        return new(isMadeOfTime ? null : validators.ETag, null);
    }

    /// <summary>With what a 304 says anew; one that names no or only one validator leaves the other as it was (RFC 9110 §15.4.5).</summary>
    public Validators UpdatedBy(Validators said) => new(said.ETag ?? ETag, said.LastModified ?? LastModified);

    private static string? Usable(string? value) => value is not null && FieldValue.IsSendable(value) ? value : null;

    /// <summary>For bytes that lost their content coding: the strong tag named the coded bytes (RFC 9110 §8.8.3.3).</summary>
    public Validators Weakened() =>
        ETag is null || ETag.StartsWith("W/", StringComparison.Ordinal) ? this : this with { ETag = "W/" + ETag };
}
