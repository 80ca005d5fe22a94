namespace Ensemble.StepFunctions.Language.Jsonata;

/// <summary>Finds the steps that bind the parents which an expression asks for.</summary>
internal sealed partial class Processor
{
    private static Slot SeekParent(Node node, Slot slot)
    {
        switch (node.Type)
        {
            case NodeType.Name or NodeType.Wildcard:
                if (--slot.Level == 0)
                {
                    if (node.Ancestor is null)
                    {
                        node.Ancestor = slot;
                    }
                    else
                    {
                        // The step is bound already: both parents share its label.
                        slot.Label = node.Ancestor.Label;
                        node.Ancestor = slot;
                    }

                    node.IsTuple = true;
                }

                return slot;
            case NodeType.Parent:
                slot.Level++;
                return slot;
            case NodeType.Block:
                if (node.Items.Count > 0)
                {
                    node.IsTuple = true;
                    return SeekParent(node.Items[^1], slot);
                }

                return slot;
            case NodeType.Path:
                node.IsTuple = true;
                var index = node.Items.Count - 1;
                var found = SeekParent(node.Items[index--], slot);
                while (found.Level > 0 && index >= 0)
                {
                    found = SeekParent(node.Items[index--], found);
                }

                return found;
            default:
                throw new JsonataException("S0217", node.Position, node.TypeName);
        }
    }

    private static void PushAncestry(Node result, Node value)
    {
        if (value.SeekingParent is null && value.Type != NodeType.Parent)
        {
            return;
        }

        var slots = value.SeekingParent is null ? [] : value.SeekingParent.ToList();
        if (value.Type == NodeType.Parent)
        {
            slots.Add(value.Slot!);
        }

        (result.SeekingParent ??= []).AddRange(slots);
    }

    private static void ResolveAncestry(Node path)
    {
        var last = path.Items[^1];
        var slots = last.SeekingParent?.ToList() ?? [];
        if (last.Type == NodeType.Parent)
        {
            slots.Add(last.Slot!);
        }

        foreach (var slot in slots)
        {
            var open = slot;
            var index = path.Items.Count - 2;
            while (open.Level > 0)
            {
                if (index < 0)
                {
                    (path.SeekingParent ??= []).Add(open);
                    break;
                }

                // Steps that only bind a name do not move.
                var step = path.Items[index--];
                while (index >= 0 && step.FocusName is not null && path.Items[index].FocusName is not null)
                {
                    step = path.Items[index--];
                }

                open = SeekParent(step, open);
            }
        }
    }
}
