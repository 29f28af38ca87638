using System.Globalization;

namespace Shop.Storefront;

internal sealed class WarehouseClient(HttpClient http)
{
    /// <summary>Takes one item.</summary>
    /// <returns>The number that is left.</returns>
    public async Task<int> TakeAsync(string item)
    {
        using var answer = await http.PostAsync(new Uri($"/stock/{Uri.EscapeDataString(item)}/take", UriKind.Relative), null);
        answer.EnsureSuccessStatusCode();
        return int.Parse(await answer.Content.ReadAsStringAsync(), CultureInfo.InvariantCulture);
    }
}
