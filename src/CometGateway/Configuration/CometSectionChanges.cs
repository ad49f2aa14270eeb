using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Primitives;
using Yarp.ReverseProxy.Configuration;

namespace CometGateway.Configuration;

/// <summary>
/// Makes YARP load again when only the `Comet` section changed and its routes come from a source that did not, such as memory.
/// Brings no route or cluster of its own.
/// </summary>
/// <remarks>
/// Routes from the same configuration root are loaded again by YARP itself, on the same reload. A second load before that one
/// would pair the new section with the old routes; so this waits a moment, and stays quiet when the section has been read since.
/// </remarks>
internal sealed class CometSectionChanges : IProxyConfigProvider, IDisposable
{
    private static readonly TimeSpan _patience = TimeSpan.FromMilliseconds(500);

    private readonly CometSection _section;
    private readonly CometConfigStage _stage;
    private readonly ITimer _timer;
    private readonly IDisposable _subscription;
    private volatile EmptyConfig _config = new();

    public CometSectionChanges(CometSection section, CometConfigStage stage, TimeProvider time)
    {
        _section = section;
        _stage = stage;
        _timer = time.CreateTimer(_ => Compare(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _subscription = ChangeToken.OnChange(section.Section.GetReloadToken, () => _timer.Change(_patience, Timeout.InfiniteTimeSpan));
    }

    public IProxyConfig GetConfig() => _config;

    public void Dispose()
    {
        _subscription.Dispose();
        _timer.Dispose();
    }

    private void Compare()
    {
        if (_section.Fingerprint().Equals(_stage.Fingerprint, StringComparison.Ordinal))
            return;
        var old = _config;
        _config = new();
        old.Replace();
    }

    private sealed class EmptyConfig : IProxyConfig
    {
        private readonly ConfigurationReloadToken _replaced = new();

        public IReadOnlyList<RouteConfig> Routes => [];

        public IReadOnlyList<ClusterConfig> Clusters => [];

        public IChangeToken ChangeToken => _replaced;

        public void Replace() => _replaced.OnReload();
    }
}
