namespace CometGateway.TestKit.Processes;

/// <summary>Finds the programs that tests/setup.sh installs.</summary>
public static class Programs
{
    // Debian keeps servers in sbin, which is not on an ordinary user's PATH.
    private static readonly string[] ExtraFolders = ["/usr/sbin", "/usr/local/sbin", "/sbin"];

    /// <summary>The dotnet that runs this test.</summary>
    public static string Dotnet { get; } =
        Path.GetFileNameWithoutExtension(Environment.ProcessPath) is "dotnet" ? Environment.ProcessPath! : Find("dotnet");

    /// <summary>Full path of the first of the names that is installed.</summary>
    /// <exception cref="FileNotFoundException">None is.</exception>
    public static string Find(params string[] names)
    {
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Concat(ExtraFolders).ToArray();
        return names.SelectMany(name => folders.Select(folder => Path.Combine(folder, name))).FirstOrDefault(File.Exists)
            ?? throw new FileNotFoundException($"{string.Join(" or ", names)} is not installed: run tests/setup.sh, which installs what the tests need.");
    }
}
