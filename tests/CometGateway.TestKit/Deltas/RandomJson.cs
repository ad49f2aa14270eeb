using System.Globalization;

namespace CometGateway.TestKit.Deltas;

/// <summary>Seeded JSON documents, most of them small: scalars and empty ones, up to six levels of nesting, lists with and without keys.</summary>
/// <param name="random">Where all chance comes from.</param>
/// <param name="duplicateNames">Whether maps may have a name twice.</param>
public sealed class RandomJson(Random random, bool duplicateNames = false)
{
    private const int MostLevels = 6;
    private static readonly string[] _keys = ["id", "id", "key", "name", "sku", "_id", "\\u0069d"];
    private readonly RandomText _text = new(random);
    private int _budget;

    public JsonTree Document()
    {
        // Cubed: most documents are small, few have over a hundred values.
        _budget = 8 + (int)(Math.Pow(random.NextDouble(), 3) * 150);
        return random.Next(40) switch
        {
            0 => Scalar(),
            1 => random.Next(2) == 0 ? JsonTree.List() : JsonTree.Map(),
            < 12 => Keyed(1),
            < 18 => Unkeyed(1),
            _ => Map(1),
        };
    }

    /// <summary>Any value, small.</summary>
    public JsonTree Value()
    {
        _budget = random.Next(1, 8);
        return Value(MostLevels - 2);
    }

    public JsonTree Scalar() => random.Next(10) switch
    {
        < 2 => JsonTree.Literal(_text.Literal()),
        < 6 => JsonTree.Number(_text.Number()),
        _ => JsonTree.Text(_text.Text()),
    };

    /// <summary>A name that <paramref name="map"/> does not have, unless duplicates are wanted.</summary>
    public string NameFor(JsonTree map)
    {
        if (duplicateNames && map.Members.Count > 0 && random.Next(6) == 0) return _text.Of(map.Members).Raw;
        var name = _text.Name();
        // After a few tries a word of its own length: names run out in large maps.
        for (var tries = 0; map.Find(JsonText.Decode(name)) >= 0; tries++) name = tries < 3 ? _text.Name() : _text.Word() + _text.Word();
        return name;
    }

    /// <summary>The shape of <paramref name="sample"/> with new scalars: one more item of a list.</summary>
    public JsonTree Like(JsonTree sample)
    {
        _budget--;
        return sample.Kind switch
        {
            JsonKind.Literal => JsonTree.Literal(_text.Literal()),
            JsonKind.Number => JsonTree.Number(_text.Number()),
            JsonKind.Text => JsonTree.Text(_text.Text()),
            JsonKind.List => JsonTree.List(sample.Items.Select(Like)),
            _ => JsonTree.Map(sample.Members.Select(member => member with { Value = Like(member.Value) })),
        };
    }

    private JsonTree Value(int level)
    {
        _budget--;
        return level > MostLevels || _budget <= 0 ? Scalar() : random.Next(20) switch
        {
            < 9 => Scalar(),
            < 13 => Map(level),
            < 16 => Unkeyed(level),
            < 19 => Keyed(level),
            _ => random.Next(2) == 0 ? JsonTree.List() : JsonTree.Map(),
        };
    }

    private JsonTree Map(int level)
    {
        var map = JsonTree.Map();
        for (var count = random.Next(1, 9); count > 0 && _budget > 0; count--) map.Members.Add(JsonTreeMember.Of(NameFor(map), Value(level + 1)));
        return map;
    }

    private JsonTree Unkeyed(int level)
    {
        var list = JsonTree.List();
        // Few different values, so that equal items stand side by side; or one shape; or anything.
        JsonTree[] pool = [.. Enumerable.Range(0, random.Next(1, 5)).Select(_ => Scalar())];
        var (sort, shape) = (random.Next(3), Small(level));
        for (var count = random.Next(1, 16); count > 0 && _budget > 0; count--)
        {
            _budget--;
            list.Items.Add(sort switch
            {
                0 => _text.Of(pool),
                1 => Like(shape),
                _ => Value(level + 1),
            });
        }

        return list;
    }

    private JsonTree Keyed(int level)
    {
        var list = JsonTree.List();
        var (key, byNumber, shape) = (_text.Of(_keys), random.Next(2) == 0, Small(level, map: true));
        if (shape.Find(JsonText.Decode(key)) is >= 0 and var taken) shape.Members.RemoveAt(taken);
        for (int count = random.Next(1, 14), id = random.Next(50); count > 0 && _budget > 0; count--)
        {
            id += random.Next(1, 4);
            var text = id.ToString(CultureInfo.InvariantCulture);
            var item = Like(shape);
            item.Members.Insert(random.Next(4) == 0 ? item.Members.Count : 0, JsonTreeMember.Of(key, byNumber ? JsonTree.Number(text) : JsonTree.Text($"k{text}")));
            list.Items.Add(item);
        }

        if (list.Items.Count > 0 && random.Next(10) == 0) Spoil(list, key);
        return list;
    }

    // What many items of a list look like: a few values, or the list would outgrow its document.
    private JsonTree Small(int level, bool map = false)
    {
        var rest = _budget;
        _budget = random.Next(1, 7);
        var small = map || random.Next(2) == 0 ? Map(level + 1) : Value(level + 1);
        _budget = rest;
        return small;
    }

    // Keys that are no keys: missing, there twice, the same by value only, or of another type.
    private void Spoil(JsonTree list, string key)
    {
        var at = random.Next(list.Items.Count);
        var members = list.Items[at].Members;
        var place = list.Items[at].Find(JsonText.Decode(key));
        switch (random.Next(5))
        {
            case 0:
                members.RemoveAt(place);
                break;
            case 1:
                list.Items.Add(list.Items[at].Clone());
                break;
            case 2:
                members[place] = members[place] with { Value = JsonTree.Number("1.0") };
                break;
            case 3:
                members[place] = members[place] with { Value = Value(MostLevels) };
                break;
            default:
                list.Items[at] = Scalar();
                break;
        }
    }
}
