namespace Tracing.House;

/// <summary>A file in one folder that names a type declared in another folder of the same project.</summary>
internal sealed record FolderReference(string From, string To, string File, string Type)
{
    public override string ToString() => $"{From} -> {To}: {File} names {Type}";
}
