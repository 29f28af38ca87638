using Tracing.Configuration;

namespace Tracing.Storage;

public class StorageSettingsTests
{
    [Theory]
    [InlineData("memory", false)]
    [InlineData("", true)]
    [InlineData("/tmp/memory", true)]
    public void Traces_are_on_disk_unless_the_path_is_memory(string path, bool isOnDisk)
    {
        var config = new ConfigReader(new OneSetting("tracing.storage.path", path));
        Assert.Equal(isOnDisk, StorageSettings.Read(config).HasFolder);
    }

    [Fact]
    public void The_reference_is_embedded_and_explains_every_key()
    {
        var reference = StorageSettings.ReadReference();
        foreach (var key in (string[])["path", "max-age", "max-bytes", "journal-max-bytes", "synchronous"])
            Assert.Contains($"\n  {key} = ", reference, StringComparison.Ordinal);
        Assert.DoesNotContain("kind", reference, StringComparison.Ordinal);
    }

    [Fact]
    public void A_text_that_is_not_embedded_is_named()
    {
        var failure = Assert.Throws<InvalidOperationException>(
            () => EmbeddedText.Read(typeof(StorageSettings).Assembly, "none.conf"));
        Assert.Equal("none.conf is not in Tracing.Storage", failure.Message);
    }

    private sealed class OneSetting(string key, string value) : ISettingsSource
    {
        public string? Find(string wanted) => wanted == key ? value : null;

        public string NameOf(string wanted) => wanted;
    }
}
