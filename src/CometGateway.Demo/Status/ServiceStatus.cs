using System.Globalization;
using System.Text.Json;
using CometGateway.Demo.Hosting;
using CometGateway.Demo.Http;

namespace CometGateway.Demo.Status;

/// <summary>The state of the house's services. Each answer is dated, so that no two are equal although little changes.</summary>
internal sealed class ServiceStatus(TimeProvider time) : IChanging
{
    private static readonly string[] _states = ["ok", "ok", "ok", "busy", "down"];

    private readonly Lock _gate = new();
    private readonly SortedDictionary<string, string> _services = new(StringComparer.Ordinal)
    {
        ["archive"] = "ok", ["fax"] = "busy", ["mail"] = "ok", ["payroll"] = "ok", ["printer"] = "down",
    };

    private int _tickets = 17;

    public Representation Now()
    {
        var generatedAt = time.GetUtcNow().ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);
        lock (_gate)
        {
            return new(
                JsonSerializer.SerializeToUtf8Bytes(new { generatedAt, openTickets = _tickets, services = _services }, JsonSerializerOptions.Web),
                Representation.Json);
        }
    }

    public TimeSpan Change(Random random)
    {
        lock (_gate)
        {
            _services[random.Pick([.. _services.Keys])] = random.Pick(_states);
            // Always by one, so that something does change even when the service keeps its state.
            _tickets += _tickets > 5 && random.Next(2) == 0 ? -1 : 1;
        }

        return random.Between(12, 18);
    }
}
