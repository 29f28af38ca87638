namespace Shop.Warehouse;

/// <param name="Left">The number that is left; null: there is none to take.</param>
internal sealed record Taken(int? Left);
