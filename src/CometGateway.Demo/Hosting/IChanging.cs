namespace CometGateway.Demo.Hosting;

/// <summary>A part of the site that changes by itself.</summary>
internal interface IChanging
{
    /// <summary>Changes something and says how long to wait until the next change.</summary>
    TimeSpan Change(Random random);
}
