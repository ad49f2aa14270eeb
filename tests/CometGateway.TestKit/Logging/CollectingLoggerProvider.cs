using Microsoft.Extensions.Logging;

namespace CometGateway.TestKit.Logging;

/// <summary>Keeps every log entry of an application, at every level, for assertions.</summary>
public sealed class CollectingLoggerProvider : ILoggerProvider, ISupportExternalScope
{
    private IExternalScopeProvider _scopes = new LoggerExternalScopeProvider();

    public Observed<LogLine> Lines { get; } = new("log");

    /// <summary>The whole log as text.</summary>
    public string Text => string.Join('\n', Lines.Items);

    public ILogger CreateLogger(string categoryName) => new Collector(this, categoryName);

    public void SetScopeProvider(IExternalScopeProvider scopeProvider) => _scopes = scopeProvider;

    public void Dispose()
    {
    }

    private sealed class Collector(CollectingLoggerProvider provider, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => provider._scopes.Push(state);

        public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            var details = new List<string>();
            Describe(state, details);
            provider._scopes.ForEachScope(Describe, details);
            if (exception is not null) details.Add(exception.ToString());
            provider.Lines.Add(new(logLevel, category, eventId, formatter(state, exception), string.Join(' ', details)));
        }

        private static void Describe(object? state, List<string> details)
        {
            if (state is IEnumerable<KeyValuePair<string, object?>> pairs)
                details.AddRange(pairs.Select(pair => $"{pair.Key}={pair.Value}"));
            else if (state is not null)
                details.Add(state.ToString() ?? "");
        }
    }
}
