namespace CometGateway.TestKit;

/// <summary>Where the source tree is, found upwards from the test's own folder.</summary>
public static class Repository
{
    public static string Root { get; } = Find();

    public static string PathOf(string relative) => Path.Combine(Root, relative);

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "CometGateway.sln"))) return folder.FullName;
        }

        throw new InvalidOperationException($"No CometGateway.sln in {AppContext.BaseDirectory} or above: run the tests from the source tree.");
    }
}
