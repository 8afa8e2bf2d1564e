/** A JSON Schema (draft 7). */
export type InputSchema = Readonly<Record<string, unknown>>;

/** What all states of a flow have. */
export interface FlowStateFields {
  /** A note for people; the service ignores it. */
  Comment?: string | undefined;
}

/** Where a state leads: to another one, or to the end of the flow. */
export type FlowTransition =
  | { /** Name of the state that comes next. */ Next: string; End?: never }
  | { /** Ends the flow after this state. */ End: true; Next?: never };

/** What to do where an action fails: the first that names the error decides. */
export interface FlowCatch {
  /**
   * Names of errors: `ActionUnableToRun` (refused at its start), `ActionFailedException` (needs
   * `ExceptionOnActionFailure`), `ActionTimeout` (longer than `WaitTime`), `States.ALL`.
   */
  ErrorEquals: readonly string[];
  /** Name of the state that comes next. */
  Next: string;
  /** Where in the flow's state the error is put, as a JSONPath. @default {"$"}, all of it */
  ResultPath?: string;
}

/** Calls an action provider, such as a transfer, and waits until the action ends. */
export type ActionState =
  & FlowStateFields
  & FlowTransition
  & {
    /** Tells the kind of state. */
    Type: "Action";
    /** Address of the action provider, such as `https://actions.globus.org/transfer/transfer`. */
    ActionUrl: string;
    /** Scope that the action needs. @default the one that the provider names */
    ActionScope?: string;
    /**
     * Whose tokens the action gets: those of `User`, who started the run, those of the `Flow`
     * itself, or of a role whose token comes in the input. @default {"User"}
     */
    RunAs?: string;
    /**
     * Input of the action. A name that ends in `.$` takes a JSONPath into the flow's state, one that
     * ends in `.=` an expression. Not together with `InputPath`.
     */
    Parameters?: Readonly<Record<string, unknown>>;
    /** The part of the flow's state that is the action's input, as a JSONPath. */
    InputPath?: string;
    /** Where in the flow's state the result is put, as a JSONPath. @default {"$"}, all of it */
    ResultPath?: string;
    /** Seconds after which the action is given up. @default {300} */
    WaitTime?: number;
    /** Whether a failed action raises an error, rather than lets the flow go on. */
    ExceptionOnActionFailure?: boolean;
    /** What to do where the action fails. @default the flow fails */
    Catch?: readonly FlowCatch[];
  };

/** Changes the flow's state and does nothing else. */
export type PassState =
  & FlowStateFields
  & FlowTransition
  & {
    /** Tells the kind of state. */
    Type: "Pass";
    /** What the state gives, as in an {@link ActionState}. */
    Parameters?: Readonly<Record<string, unknown>>;
    /** The part of the flow's state that it passes on, as a JSONPath. */
    InputPath?: string;
    /** Where in the flow's state the result is put, as a JSONPath. @default {"$"}, all of it */
    ResultPath?: string;
  };

/** Computes values from the flow's state. */
export type ExpressionEvalState =
  & FlowStateFields
  & FlowTransition
  & {
    /** Tells the kind of state. */
    Type: "ExpressionEval";
    /** Expressions by name: a name that ends in `.=` takes an expression. */
    Parameters: Readonly<Record<string, unknown>>;
    /** Where in the flow's state the result is put, as a JSONPath. @default {"$"}, all of it */
    ResultPath?: string;
  };

/** Waits, by one of its four ways to say how long. */
export type WaitState =
  & FlowStateFields
  & FlowTransition
  & {
    /** Tells the kind of state. */
    Type: "Wait";
    /** Seconds to wait, a whole number. */
    Seconds?: number;
    /** Where in the flow's state the seconds are, as a JSONPath. */
    SecondsPath?: string;
    /** When to go on (ISO 8601). */
    Timestamp?: string;
    /** Where in the flow's state that time is, as a JSONPath. */
    TimestampPath?: string;
  };

/** A rule of a {@link ChoiceState}: a comparison such as `StringEquals`, or rules joined by `And`. */
export interface FlowChoice {
  /** Name of the state that comes next where the rule holds; only at the top of a rule. */
  Next?: string;
  /** The part of the flow's state that is compared, as a JSONPath. */
  Variable?: string;
  /** Rules that must all hold. */
  And?: readonly FlowChoice[];
  /** Rules of which one must hold. */
  Or?: readonly FlowChoice[];
  /** A rule that must not hold. */
  Not?: FlowChoice;
  /** Comparisons of the Amazon States Language, such as `StringEquals` or `NumericGreaterThan`. */
  [comparison: string]: unknown;
}

/** Goes on with the state of the first rule that holds. */
export interface ChoiceState extends FlowStateFields {
  /** Tells the kind of state. */
  Type: "Choice";
  /** Rules, in the order in which they are tried. */
  Choices: readonly FlowChoice[];
  /** Name of the state that comes next where no rule holds. @default the flow fails */
  Default?: string;
}

/** Ends the flow as failed. */
export interface FailState extends FlowStateFields {
  /** Tells the kind of state. */
  Type: "Fail";
  /** Why the flow fails, for people. */
  Cause?: string;
  /** Why, as a name for programs. */
  Error?: string;
}

/** A state of a flow, by its `Type`. */
export type FlowState =
  | ActionState
  | PassState
  | ExpressionEvalState
  | WaitState
  | ChoiceState
  | FailState;

/**
 * What a flow does, in the language of Amazon States with Globus's own additions
 * (https://docs.globus.org/api/flows/authoring-flows).
 */
export interface FlowDefinition {
  /** Name of the state that a run begins with. */
  StartAt: string;
  /** The states, by the names that `Next` refers to. */
  States: Readonly<Record<string, FlowState>>;
  /** A note for people; the service ignores it. */
  Comment?: string;
}
