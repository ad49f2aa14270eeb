using System.Reflection;
using System.Runtime.CompilerServices;

namespace CometGateway.Tests.PublicApi;

/// <summary>What an assembly shows to others, as text.</summary>
internal static class PublicSurface
{
    private const BindingFlags Declared = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    public static IEnumerable<string> Describe(Assembly assembly)
    {
        foreach (var type in TypesOf(assembly))
        {
            yield return "";
            yield return $"{KindOf(type)} {NameOf(type)}{BasesOf(type)}";
            foreach (var line in MembersOf(type).Select(member => "  " + Describe(member)).Order(StringComparer.Ordinal))
                yield return line;
        }
    }

    public static IEnumerable<Type> TypesOf(Assembly assembly) => assembly.GetExportedTypes().OrderBy(type => type.FullName, StringComparer.Ordinal);

    /// <summary>Members that a caller or a derived class sees and that somebody wrote.</summary>
    public static IEnumerable<MemberInfo> MembersOf(Type type) => type.GetMembers(Declared)
        .Where(member => !member.IsDefined(typeof(CompilerGeneratedAttribute)) || member is PropertyInfo)
        .Where(member => member switch
        {
            MethodInfo method => IsSeen(method) && !method.IsSpecialName,
            ConstructorInfo constructor => IsSeen(constructor),
            PropertyInfo property => property.GetAccessors(nonPublic: true).Any(IsSeen) && property.Name is not "EqualityContract",
            EventInfo @event => IsSeen(@event.AddMethod!),
            FieldInfo field => (field.IsPublic || field.IsFamily) && !field.IsSpecialName,
            _ => false,
        });

    private static bool IsSeen(MethodBase method) => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly;

    private static string Describe(MemberInfo member) => member switch
    {
        ConstructorInfo constructor => $"new({Parameters(constructor)})",
        MethodInfo method => $"{(method.IsStatic ? "static " : "")}{NameOf(method.ReturnType)} {method.Name}({(method.IsDefined(typeof(ExtensionAttribute)) ? "this " : "")}{Parameters(method)})",
        PropertyInfo property => $"{NameOf(property.PropertyType)} {property.Name} {{{(property.GetMethod is { } get && IsSeen(get) ? " get;" : "")}{(property.SetMethod is { } set && IsSeen(set) ? IsInit(set) ? " init;" : " set;" : "")} }}",
        EventInfo @event => $"event {NameOf(@event.EventHandlerType!)} {@event.Name}",
        FieldInfo { IsLiteral: true } field => $"const {NameOf(field.FieldType)} {field.Name} = \"{field.GetRawConstantValue()}\"",
        FieldInfo field => $"{NameOf(field.FieldType)} {field.Name}",
        _ => member.ToString()!,
    };

    private static bool IsInit(MethodInfo setter) => setter.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit));

    private static string Parameters(MethodBase method) => string.Join(", ", method.GetParameters().Select(parameter => $"{NameOf(parameter.ParameterType)} {parameter.Name}{(parameter.IsOptional ? " = default" : "")}"));

    private static string KindOf(Type type) => type switch
    {
        { IsInterface: true } => "interface",
        { IsEnum: true } => "enum",
        { IsValueType: true } => "struct",
        { IsAbstract: true, IsSealed: true } => "static class",
        { IsSealed: true } => "sealed class",
        _ => "class",
    };

    private static string BasesOf(Type type)
    {
        var bases = type.GetInterfaces().Where(contract => contract.IsPublic).Select(NameOf).Order(StringComparer.Ordinal).ToList();
        if (type.BaseType is { } parent && parent != typeof(object) && parent != typeof(ValueType) && parent != typeof(Enum))
            bases.Insert(0, NameOf(parent));
        return bases.Count == 0 ? "" : " : " + string.Join(", ", bases);
    }

    private static string NameOf(Type type)
    {
        if (Nullable.GetUnderlyingType(type) is { } inner)
            return NameOf(inner) + "?";
        if (type.IsGenericType)
            return $"{type.Namespace}.{type.Name[..type.Name.IndexOf('`', StringComparison.Ordinal)]}<{string.Join(", ", type.GetGenericArguments().Select(NameOf))}>";
        return type.Namespace is "System" ? type.Name : type.FullName ?? type.Name;
    }
}
