using System.Text;
using CometGateway.Core.Deltas;
using CometGateway.Core.Http;

namespace CometGateway.Core.Tests.Deltas;

public sealed class ItemListTests
{
    private static readonly MediaType _json = MediaType.Parse("application/json");

    [Theory]
    [InlineData("""[{"id":1,"t":"a"},{"t":"b","id":2}]""", """1={"id":1,"t":"a"} 2={"t":"b","id":2}""")]
    [InlineData("""[{"id":"x"},{"id":"y"}]""", """x={"id":"x"} y={"id":"y"}""")]
    [InlineData("""[{"_id":1},{"_id":2}]""", """1={"_id":1} 2={"_id":2}""")]
    [InlineData("""[{"name":"n","key":"k"}]""", """k={"name":"n","key":"k"}""")]
    [InlineData("""[{"id":1,"name":"n"},{"name":"m"}]""", """n={"id":1,"name":"n"} m={"name":"m"}""")]
    [InlineData("""[{"id":1,"name":"n"},{"id":1,"name":"m"}]""", """n={"id":1,"name":"n"} m={"id":1,"name":"m"}""")]
    [InlineData("""[{"id":1,"name":"n"},{"id":"1","name":"m"}]""", """n={"id":1,"name":"n"} m={"id":"1","name":"m"}""")]
    [InlineData("""[{"id":null,"name":"n"}]""", """n={"id":null,"name":"n"}""")]
    [InlineData("""[{"id":[1],"name":"n"}]""", """n={"id":[1],"name":"n"}""")]
    [InlineData("""[{"id":"\ud800","name":"n"}]""", """n={"id":"\ud800","name":"n"}""")]
    [InlineData("""[{"id":9007199254740992},{"id":9007199254740993}]""", """9007199254740992={"id":9007199254740992} 9007199254740993={"id":9007199254740993}""")]
    [InlineData("""[{"id":1},{"id":1.0}]""", """1={"id":1} 1.0={"id":1.0}""")]
    [InlineData("""[{"id":1,"id":2}]""", """2={"id":1,"id":2}""")]
    [InlineData("""[{"\u0069d":"a\u0000\ud83d\ude00"}]""", "a\0😀={\"\\u0069d\":\"a\\u0000\\ud83d\\ude00\"}")]
    [InlineData("""[{"\ud800":0,"id":7}]""", """7={"\ud800":0,"id":7}""")]
    [InlineData("""[ { "id" : 1 } ]""", """1={ "id" : 1 }""")]
    [InlineData("""{"count":1,"rows":[{"id":1}]}""", """1={"id":1}""")]
    [InlineData("""{"tags":["a","b","c"],"rows":[{"id":1},{"id":2}],"few":[{"id":3}]}""", """1={"id":1} 2={"id":2}""")]
    [InlineData("[]", "")]
    [InlineData("""{"rows":[]}""", "")]
    public void Of_Json_TellsItemsApartByTheFirstUsualMember(string text, string items) => Assert.Equal(items, Shown(text));

    [Theory]
    [InlineData("")]
    [InlineData("[1")]
    [InlineData("[1]]")]
    [InlineData("<html/>")]
    [InlineData("1")]
    [InlineData("null")]
    [InlineData("\"[]\"")]
    [InlineData("{}")]
    [InlineData("""{"a":{"rows":[{"id":1}]}}""")]
    [InlineData("""{"a":[],"b":[]}""")]
    [InlineData("""{"a":[1,2],"b":[{"x":1}]}""")]
    [InlineData("[\"\xff\"]")]
    public void Of_TextWithoutAList_IsNull(string text) => Assert.Null(ItemList.Of(Encoding.Latin1.GetBytes(text), _json, ArrayKeys.Guessed));

    [Theory]
    [InlineData("/*/nr", """[{"id":1,"nr":7}]""", """7={"id":1,"nr":7}""")]
    [InlineData("/*/nr", """[{"id":1,"nr":7},{"id":2,"nr":7}]""", """1={"id":1,"nr":7} 2={"id":2,"nr":7}""")]
    [InlineData("/*/nr", """[{"id":1,"nr":7},{"id":2}]""", """1={"id":1,"nr":7} 2={"id":2}""")]
    [InlineData("/a~1b/rows/*/nr", """{"a/b":{"rows":[{"nr":7}]},"more":[{"id":1},{"id":2}]}""", """7={"nr":7}""")]
    [InlineData("/pages/1/*/nr", """{"pages":[[{"nr":6}],[{"nr":7}]]}""", """7={"nr":7}""")]
    [InlineData("/pages/01/*/nr", """{"pages":[[{"nr":6}],[{"nr":7}]]}""", null)]
    [InlineData("/pages/2/*/nr", """{"pages":[[{"nr":6}],[{"nr":7}]]}""", null)]
    [InlineData("/pages/*/*/nr", """{"pages":[[{"nr":6}],[{"nr":7}]]}""", null)]
    [InlineData("/rows/*/nr", """{"rows":{"nr":1},"more":[{"id":1}]}""", """1={"id":1}""")]
    [InlineData("/rows/*/nr", """{"rows":[],"more":[{"id":1}]}""", "")]
    [InlineData("/rows/*/nr", """{"rows":1,"r\u006fws":[{"nr":7}]}""", """7={"nr":7}""")]
    public void Of_NamedKey_FindsArrayAndMember(string entry, string text, string? items)
    {
        // A list of lists has no member to go by: its items are told apart by what they hold.
        var shown = Shown(text, entry);
        if (items is not null) Assert.Equal(items, shown);
        else Assert.DoesNotMatch("^[67]=", shown);
    }

    [Fact]
    public void Of_SeveralNamedKeys_TakesTheFirstThatLeadsToAnArray() =>
        Assert.Equal("""8={"nr":8}""", Shown("""{"a":1,"b":[{"nr":8}],"c":[{"nr":9}]}""", "/a/*/nr", "/b/*/nr", "/c/*/nr"));

    [Fact]
    public void Of_ItemsWithoutKeys_GoByTheirContent()
    {
        var items = Of("""["a","b","a",{"x":1},"a",[]]""")!.Items;

        string[] keys = [.. items.Select(item => item.Key)];
        Assert.All(keys, key => Assert.Matches("^[A-Za-z0-9_-]{16}(~[23])?$", key));
        Assert.Equal([keys[0], keys[1], $"{keys[0]}~2", keys[3], $"{keys[0]}~3", keys[5]], keys);
        Assert.Equal(6, keys.Distinct().Count());
        Assert.Equal(keys[1], Of("""[ "b" ]""")!.Items[0].Key);
    }

    [Theory]
    [InlineData("""[{"id":"\ud800"},{"id":"\udc00"}]""")]
    [InlineData("""[{"id":1},2]""")]
    [InlineData("""[{"id":1},[1]]""")]
    public void Of_AnyItemWithoutAKey_AllGoByTheirContent(string text) => Assert.All(Of(text)!.Items, item => Assert.Equal(16, item.Key.Length));

    private static ItemList? Of(string text, params string[] keyBy) => ItemList.Of(Encoding.UTF8.GetBytes(text), _json, ArrayKeys.Parse(keyBy));

    private static string? Shown(string text, params string[] keyBy) =>
        Of(text, keyBy) is { } list ? string.Join(' ', list.Items.Select(item => $"{item.Key}={Encoding.UTF8.GetString(item.Value.Span)}")) : null;
}
