using System.Text;
using CometGateway.Host.Files;
using CometGateway.TestKit;

namespace CometGateway.Tests.Host;

public sealed class GatewayFileProviderTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly GatewayFileProvider _file;

    public GatewayFileProviderTests()
    {
        Write("""{ "a": 1 }""");
        _file = new(new(_folder["a.json"]));
        _file.Load();
    }

    [Fact]
    public void Refresh_NothingChanged_IsFalse()
    {
        Assert.False(_file.Refresh());
        Assert.False(_file.Refresh());
        Assert.Equal("1", Value("a"));
    }

    [Fact]
    public void Refresh_Changed_TakesItOnceItHasStoodStill()
    {
        Write("""{ "a": 2 }""");

        Assert.False(_file.Refresh());
        Assert.True(_file.Refresh());
        Assert.Equal("1", Value("a"));
        Assert.True(_file.IsPending);
        _file.Take();
        Assert.Equal("2", Value("a"));
        Assert.False(_file.IsPending);
        Assert.False(_file.Refresh());
    }

    [Fact]
    public void Refresh_StillBeingWritten_Waits()
    {
        Write("""{ "a": """);
        Assert.False(_file.Refresh());
        Write("""{ "a": 3 }""");

        Assert.False(_file.Refresh());
        Assert.True(_file.Refresh());
        _file.Take();
        Assert.Equal("3", Value("a"));
    }

    [Fact]
    public void Refresh_Broken_KeepsTheOldContentAndThrowsOnce()
    {
        Write("""{ "a": tru }""");
        _file.Refresh();

        Assert.Contains("is not valid JSON at line 1, column 11", Assert.Throws<GatewayFileException>(() => _file.Refresh()).Message, StringComparison.Ordinal);
        Assert.Equal("1", Value("a"));
        Assert.False(_file.Refresh());
    }

    [Fact]
    public void Refresh_SyntaxError_EndsWithoutAFullStop()
    {
        Write("{ this is no JSON");
        _file.Refresh();

        Assert.False(Assert.Throws<GatewayFileException>(() => _file.Refresh()).Message.EndsWith('.'));
    }

    [Fact]
    public void Refresh_BrokenAfterWhatWaited_LeavesNothingToTake()
    {
        Write("""{ "a": 2 }""");
        _file.Refresh();
        Assert.True(_file.Refresh());
        Write("{");
        _file.Refresh();
        Assert.Throws<GatewayFileException>(() => _file.Refresh());

        _file.Take();

        Assert.False(_file.IsPending);
        Assert.Equal("1", Value("a"));
    }

    [Fact]
    public void Content_IsWhatWouldBeInForce()
    {
        Assert.Equal("""{ "a": 1 }""", Encoding.UTF8.GetString(_file.Content));
        Write("""{ "a": 2 }""");
        _file.Refresh();
        _file.Refresh();
        Assert.Equal("""{ "a": 2 }""", Encoding.UTF8.GetString(_file.Content));
    }

    [Fact]
    public void Refresh_Missing_KeepsTheOldContentAndThrowsOnce()
    {
        File.Delete(_folder["a.json"]);
        _file.Refresh();

        Assert.Contains("does not exist", Assert.Throws<GatewayFileException>(() => _file.Refresh()).Message, StringComparison.Ordinal);
        Assert.Equal("1", Value("a"));
        Assert.False(_file.Refresh());
    }

    [Fact]
    public void Refresh_BackAfterMissing_IsTaken()
    {
        File.Delete(_folder["a.json"]);
        _file.Refresh();
        Assert.Throws<GatewayFileException>(() => _file.Refresh());
        Write("""{ "a": 4 }""");
        _file.Refresh();

        Assert.True(_file.Refresh());
        _file.Take();
        Assert.Equal("4", Value("a"));
    }

    [Fact]
    public void Refresh_SymbolicLinkSwapped_IsTaken()
    {
        // As Kubernetes replaces a mounted ConfigMap.
        _folder.Write("v1.json", """{ "a": 1 }""");
        _folder.Write("v2.json", """{ "a": 2 }""");
        var link = _folder["link.json"];
        File.CreateSymbolicLink(link, "v1.json");
        var file = new GatewayFileProvider(new(link));
        file.Load();
        File.Delete(link);
        File.CreateSymbolicLink(link, "v2.json");
        file.Refresh();

        Assert.True(file.Refresh());
        file.Take();
        Assert.True(file.TryGet("a", out var value));
        Assert.Equal("2", value);
    }

    public void Dispose()
    {
        _file.Dispose();
        _folder.Dispose();
    }

    private void Write(string text) => _folder.Write("a.json", text);

    private string? Value(string key) => _file.TryGet(key, out var value) ? value : null;
}
