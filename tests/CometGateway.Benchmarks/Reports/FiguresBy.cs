namespace CometGateway.Benchmarks.Reports;

/// <summary>One server's figures in each of several cases.</summary>
internal sealed class FiguresBy<TCase, TFigures>
    where TCase : notnull
    where TFigures : new()
{
    private readonly Dictionary<TCase, TFigures> _figures = [];

    public TFigures this[TCase one]
    {
        get
        {
            if (!_figures.TryGetValue(one, out var found)) _figures.Add(one, found = new());
            return found;
        }
    }
}
