using Tracing.Actors;
using Tracing.Configuration;

namespace Tracing.Hosting.Engines;

internal static partial class EngineKinds
{
    static partial void AddAkka(List<IEngineKind> kinds) => kinds.Add(new AkkaKind());

    static partial void TryReadHocon(string text, string name, ref ISettingsSource? source) =>
        source = HoconSource.Parse(text, name);
}
