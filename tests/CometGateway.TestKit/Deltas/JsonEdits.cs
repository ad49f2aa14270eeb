namespace CometGateway.TestKit.Deltas;

/// <summary>Seeded edits of a JSON document, of the sorts that pages make: values, items, keys, order, types, spelling.</summary>
/// <param name="random">Where all chance comes from.</param>
/// <param name="values">Makes what comes in anew.</param>
public sealed class JsonEdits(Random random, RandomJson values)
{
    /// <summary>A copy of <paramref name="document"/> after none to some edits.</summary>
    public JsonTree Edited(JsonTree document)
    {
        var count = random.Next(20) switch
        {
            0 => 0,
            < 10 => 1,
            < 18 => random.Next(2, 6),
            _ => random.Next(6, 25),
        };
        if (random.Next(200) == 0) return values.Document();
        var edited = document.Clone();
        for (; count > 0; count--) edited = One(edited);
        return edited;
    }

    private JsonTree One(JsonTree document)
    {
        var containers = Containers(document);
        if (containers.Count == 0) return random.Next(3) == 0 ? values.Value() : Changed(document);
        if (random.Next(100) == 0) return values.Value();
        var container = containers[random.Next(containers.Count)];
        if (container.Kind == JsonKind.List) List(container, document);
        else Map(container, document);
        return document;
    }

    private void List(JsonTree list, JsonTree document)
    {
        var items = list.Items;
        if (items.Count == 0)
        {
            items.Add(values.Value());
            return;
        }

        var at = random.Next(items.Count);
        switch (random.Next(16))
        {
            case 0 or 1:
                items.Insert(0, New(list));
                break;
            case 2 or 3:
                items.Insert(at, New(list));
                break;
            case 4:
                items.Add(New(list));
                break;
            case 5 or 6:
                items.RemoveAt(at);
                break;
            case 7:
                items.RemoveRange(at, random.Next(1, items.Count - at + 1));
                break;
            case 8:
                var other = random.Next(items.Count);
                (items[at], items[other]) = (items[other], items[at]);
                break;
            case 9:
                Reorder(items);
                break;
            case 10:
                items.Add(New(list));
                items.RemoveAt(0);
                break;
            case 11:
                var taken = items[at];
                items.RemoveAt(at);
                Put(taken, random.Next(2) == 0 ? list : document);
                break;
            case 12:
                items.Insert(random.Next(items.Count + 1), items[at].Clone());
                break;
            case 13:
                items[at] = values.Value();
                break;
            default:
                items[at] = Changed(items[at]);
                break;
        }
    }

    private void Map(JsonTree map, JsonTree document)
    {
        var members = map.Members;
        if (members.Count == 0)
        {
            members.Add(JsonTreeMember.Of(values.NameFor(map), values.Value()));
            return;
        }

        var at = random.Next(members.Count);
        switch (random.Next(14))
        {
            case 0:
                members.Insert(at, JsonTreeMember.Of(values.NameFor(map), values.Value()));
                break;
            case 1:
                members.RemoveAt(at);
                break;
            case 2:
                members[at] = JsonTreeMember.Of(values.NameFor(map), members[at].Value);
                break;
            case 3:
                Reorder(members);
                break;
            case 4:
                members[at] = members[at] with { Value = values.Value() };
                break;
            case 5:
                var taken = members[at].Value;
                members.RemoveAt(at);
                Put(taken, document);
                break;
            case 6:
                var other = random.Next(members.Count);
                (members[at], members[other]) = (members[at] with { Value = members[other].Value }, members[other] with { Value = members[at].Value });
                break;
            case 7:
                members[at] = members[at] with { Raw = Respelled(members[at].Name) };
                break;
            case 8:
                members.Add(JsonTreeMember.Of(values.NameFor(map), members[at].Value.Clone()));
                break;
            default:
                members[at] = members[at] with { Value = Changed(members[at].Value) };
                break;
        }
    }

    // One more of the sort that the list has, mostly.
    private JsonTree New(JsonTree list) => random.Next(5) == 0 ? values.Value() : values.Like(list.Items[random.Next(list.Items.Count)]);

    private void Reorder<T>(List<T> items)
    {
        switch (random.Next(3))
        {
            case 0:
                items.Reverse();
                break;
            case 1:
                var from = random.Next(items.Count);
                var moved = items[from];
                items.RemoveAt(from);
                items.Insert(random.Next(items.Count + 1), moved);
                break;
            default:
                var order = items.ToArray();
                random.Shuffle(order);
                items.Clear();
                items.AddRange(order);
                break;
        }
    }

    // Somewhere else in the document, or back into the same place.
    private void Put(JsonTree value, JsonTree document)
    {
        var containers = Containers(document);
        var target = containers[random.Next(containers.Count)];
        if (target.Kind == JsonKind.List) target.Items.Insert(random.Next(target.Items.Count + 1), value);
        else target.Members.Add(JsonTreeMember.Of(values.NameFor(target), value));
    }

    private JsonTree Changed(JsonTree value) => value.Kind switch
    {
        JsonKind.Text when random.Next(8) == 0 => JsonTree.Text(Respelled(JsonText.Decode(value.Raw))),
        // The same number in other digits.
        JsonKind.Number when random.Next(8) == 0 && value.Raw.All(char.IsAsciiDigit) => JsonTree.Number($"{value.Raw}.0"),
        JsonKind.List or JsonKind.Map => One(value),
        _ => random.Next(6) == 0 ? values.Scalar() : values.Like(value),
    };

    private string Respelled(string text) => JsonText.Encode(text, _ => random.Next(3) == 0);

    private static List<JsonTree> Containers(JsonTree document)
    {
        var found = new List<JsonTree>();
        Collect(document, found);
        return found;
    }

    private static void Collect(JsonTree tree, List<JsonTree> found)
    {
        if (tree.IsScalar) return;
        found.Add(tree);
        if (tree.Kind == JsonKind.List) tree.Items.ForEach(item => Collect(item, found));
        else tree.Members.ForEach(member => Collect(member.Value, found));
    }
}
