using System.Text.Json;
using CometGateway.Demo.Http;

namespace CometGateway.Demo.Accounts;

/// <summary>What one user sees behind the login. Its <see cref="Logins"/> guards it.</summary>
internal sealed class Account(string user)
{
    private static readonly string[] _states = ["received", "packed", "on the way", "delivered"];

    private readonly int[] _orders = [0, 1, 2];
    private decimal _balance = 100;
    private int _unread = 1;

    public Representation Data => new(
        JsonSerializer.SerializeToUtf8Bytes(
            new
            {
                user,
                balance = _balance,
                unread = _unread,
                orders = _orders.Select((state, index) => new { id = $"{user}-{index + 1}", state = _states[state] }),
            },
            JsonSerializerOptions.Web),
        Representation.Json,
        CacheControl: "private");

    public void Change(Random random)
    {
        var order = random.Next(_orders.Length);
        _orders[order] = (_orders[order] + 1) % _states.Length;
        _balance += random.Next(-500, 501) / 100m;
        _unread = (_unread + random.Next(2)) % 10;
    }
}
