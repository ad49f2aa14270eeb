using System.Security.Cryptography;
using CometGateway.Demo.Hosting;
using CometGateway.Demo.Http;

namespace CometGateway.Demo.Accounts;

/// <summary>The sessions of those who logged in, and their accounts.</summary>
internal sealed class Logins(TimeProvider time) : IChanging
{
    public const int Most = 200;
    public const int LongestName = 30;

    private static readonly TimeSpan _idle = TimeSpan.FromMinutes(30);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Login> _sessions = new(StringComparer.Ordinal);

    /// <summary>The new session's id, or null when name and password do not fit.</summary>
    public string? LogIn(string name, string password)
    {
        if (name.Length == 0 || (password.Length > 0 && !string.Equals(name, password, StringComparison.Ordinal)))
            return null;

        lock (_gate)
        {
            Expire();
            if (_sessions.Count >= Most)
                _sessions.Remove(_sessions.MinBy(session => session.Value.LastSeen).Key);
            var account = _sessions.Values.FirstOrDefault(login => string.Equals(login.User, name, StringComparison.Ordinal))?.Account;
            var id = RandomNumberGenerator.GetHexString(32, lowercase: true);
            _sessions[id] = new(name, account ?? new(name)) { LastSeen = time.GetUtcNow() };
            return id;
        }
    }

    public void LogOut(string id)
    {
        lock (_gate)
            _sessions.Remove(id);
    }

    public string? UserOf(string? id)
    {
        lock (_gate)
            return Touch(id)?.User;
    }

    public Representation? DataOf(string? id)
    {
        lock (_gate)
            return Touch(id)?.Account.Data;
    }

    public TimeSpan Change(Random random)
    {
        lock (_gate)
        {
            Expire();
            foreach (var account in _sessions.Values.Select(login => login.Account).Distinct())
                account.Change(random);
        }

        return random.Between(3, 8);
    }

    private Login? Touch(string? id)
    {
        Expire();
        if (id is null || !_sessions.TryGetValue(id, out var login))
            return null;
        login.LastSeen = time.GetUtcNow();
        return login;
    }

    private void Expire()
    {
        var limit = time.GetUtcNow() - _idle;
        foreach (var (id, login) in _sessions)
        {
            if (login.LastSeen < limit)
                _sessions.Remove(id);
        }
    }

    private sealed record Login(string User, Account Account)
    {
        public DateTimeOffset LastSeen { get; set; }
    }
}
