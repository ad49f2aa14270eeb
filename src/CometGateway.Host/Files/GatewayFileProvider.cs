using System.Text.Json;
using Microsoft.Extensions.Configuration.Json;

namespace CometGateway.Host.Files;

/// <summary>
/// A JSON file that is read again when its content changes, and that keeps its last good content while the file is missing
/// or broken: the framework's own provider empties itself then, and every route would be gone.
/// </summary>
internal sealed class GatewayFileProvider(GatewayFileSource source) : JsonConfigurationProvider(source)
{
    private readonly string _path = source.Path!;
    private byte[]? _taken;
    private byte[]? _judged;
    private byte[]? _seen;
    private byte[]? _pending;

    public string Path => _path;

    /// <summary>Whether the file says something else than what is in force, and waits for <see cref="Take"/>.</summary>
    public bool IsPending => _pending is not null;

    /// <summary>What would be in force after <see cref="Take"/>.</summary>
    public byte[] Content => _pending ?? _taken!;

    /// <exception cref="GatewayFileException">The file is missing, may not be read, or is not a JSON object.</exception>
    public override void Load()
    {
        _taken = _judged = _seen = Read();
        Data = Parse(_taken);
    }

    /// <summary>
    /// Reads the file again when its content differs from what was read last and has stood still since the call before.
    /// Content is compared, not times: a ConfigMap or a bind mount swaps files without touching the time of the path.
    /// </summary>
    /// <returns>True when there is new content; it is in force after <see cref="Take"/>.</returns>
    /// <exception cref="GatewayFileException">The new content cannot be used. Thrown once for the same content.</exception>
    public bool Refresh()
    {
        var content = Read();
        var isSettled = Same(content, _seen);
        _seen = content;
        if (!isSettled || Same(content, _judged))
            return false;
        (_judged, _pending) = (content, null);
        Parse(content);
        _pending = content;
        return true;
    }

    /// <summary>Puts what was read into force; <see cref="Announce"/> tells the application.</summary>
    public void Take()
    {
        if (_pending is null)
            return;
        Data = Parse(_pending);
        (_taken, _pending) = (_pending, null);
    }

    public void Announce() => OnReload();

    private byte[]? Read()
    {
        if (source.Content is { } given)
            return given;
        try
        {
            return File.ReadAllBytes(_path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private IDictionary<string, string?> Parse(byte[]? content)
    {
        if (content is null)
            throw new GatewayFileException(File.Exists(_path) ? "may not be read by this user" : "does not exist; --config takes the path of a JSON file");
        try
        {
            // Read apart: nobody may see what is refused afterwards.
            using var reader = new GatewayFileProvider(source);
            reader.Load(new MemoryStream(content));
            return reader.Data;
        }
        catch (FormatException exception)
        {
            throw new GatewayFileException(Reason(exception));
        }
        catch (JsonException exception)
        {
            throw new GatewayFileException(Reason(exception));
        }
    }

    private static string Reason(Exception exception)
    {
        if ((exception as JsonException ?? exception.InnerException as JsonException) is not { LineNumber: { } line, BytePositionInLine: { } column } json)
            return "cannot be used: " + exception.Message;
        // The parser counts from zero and says the place at the end of its message; editors count from one.
        var place = json.Message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        var message = (place < 0 ? json.Message : json.Message[..place]).ReplaceLineEndings(" ");
        return $"is not valid JSON at line {line + 1}, column {column + 1}: {message}";
    }

    private static bool Same(byte[]? one, byte[]? other) =>
        one is null ? other is null : other is not null && one.AsSpan().SequenceEqual(other);
}
